import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CopyReport, DeliverySettings } from '../../src-shared/bridge.ts';
import { KeepersError, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Color, Flag } from '../../src-shared/verdict.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import { acquireLock } from '../catalogue/lock.ts';
import { createDecoder } from '../decoding/index.ts';
import { isOnCameraCard } from '../metadata/camera-card.ts';
import { createMetadata } from '../metadata/index.ts';
import { createTransfer } from '../transfer/index.ts';
import { deliver, type DeliverProgress } from '../workflows/copying/deliver.ts';
import { photoSets, type PhotoSet } from '../workflows/copying/photo-files.ts';
import { putAway } from '../workflows/copying/rejects.ts';
import { findFiles } from './headless-files.ts';
import type { HeadlessOptions } from './headless.ts';
import { knownOfPhoto } from './known-photos.ts';

export { pictureOf } from '../workflows/copying/delivered-jpeg.ts';
export type { PhotoSet } from '../workflows/copying/photo-files.ts';

/** Which photos are meant, by their verdicts. Absent parts restrict nothing. */
export interface Choice {
  readonly stars?: { readonly min: number; readonly max: number };
  readonly flags?: readonly Flag[];
  readonly colors?: readonly Color[];
}

export interface HeadlessPhotosOptions extends HeadlessOptions {
  readonly signal: AbortSignal;
  onFailed(failure: { readonly path: string; readonly error: ErrorInfo }): void;
}

/** Photos in files and folders, catalogued or not, with what the library or their XMP says of them. */
export interface HeadlessPhotos {
  find(paths: readonly string[], choice: Choice): Promise<PhotoSet[]>;
  deliver(
    paths: readonly string[],
    choice: Choice,
    settings: DeliverySettings,
    progress: DeliverProgress,
  ): Promise<CopyReport>;
  putAway(
    paths: readonly string[],
    settings: { readonly to: 'trash' | 'folder'; readonly dryRun: boolean },
    progress: DeliverProgress,
  ): Promise<CopyReport>;
  close(): Promise<void>;
}

/** Opens what it takes to work on photos without an engine; the library is read beside its engine, if one runs. */
export function openHeadlessPhotos(options: HeadlessPhotosOptions): HeadlessPhotos {
  const { home, spawnWorker, signal, onFailed } = options;
  const metadata = createMetadata();
  const decoder = createDecoder({ spawnWorker });
  const transfer = createTransfer({ journals: path.join(home, 'transfers'), lock: acquireLock });
  const catalogue = openLibrary(home, options.onTrouble);
  const known = (photo: string) =>
    catalogue === undefined ? undefined : knownOfPhoto(catalogue, photo);
  const rooms = {
    metadata,
    decoder,
    transfer,
    known,
    isOnCameraCard: (photo: string) => isOnCameraCard(photo),
  };

  const find = async (paths: readonly string[], choice: Choice): Promise<PhotoSet[]> => {
    const photos: string[] = [];
    for await (const file of findFiles(paths, undefined, signal)) {
      if ('error' in file) onFailed({ path: file.path, error: file.error });
      else photos.push(file.path);
    }
    const sets = await photoSets(photos, rooms, (gone) =>
      onFailed({ path: gone, error: new KeepersError('file-missing', { path: gone }).info }),
    );
    return sets.filter((photo) => isChosen(photo, choice));
  };

  return {
    find,
    deliver: (paths, choice, settings, progress) =>
      deliver(() => find(paths, choice), settings, rooms, progress),
    putAway: async (paths, settings, progress) =>
      putAway(await find(paths, { flags: ['reject'] }), settings, rooms, progress),
    close: async () => {
      catalogue?.close();
      await Promise.all([metadata.close(), decoder.close()]);
    },
  };
}

function isChosen({ known: { verdict } }: PhotoSet, { stars, flags, colors }: Choice): boolean {
  const { stars: given = 0, flag = 'none', color = 'none' } = verdict ?? {};
  if (stars !== undefined && (given < stars.min || given > stars.max)) return false;
  return (flags?.includes(flag) ?? true) && (colors?.includes(color) ?? true);
}

function openLibrary(home: string, onTrouble: (sentence: string) => void) {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) return undefined;
  try {
    return openCatalogueReader(file);
  } catch (thrown) {
    if (!(thrown instanceof KeepersError)) throw thrown;
    onTrouble(`${thrown.message} Verdicts are read from sidecars alone.`);
    return undefined;
  }
}
