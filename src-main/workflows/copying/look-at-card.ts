import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Card } from '../../../src-shared/bridge.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { formatOfPath } from '../../../src-shared/photo.ts';
import type { CatalogueReader, KnownCopy } from '../../catalogue/types.ts';
import type { Metadata } from '../../metadata/types.ts';
import { contentIdentity } from '../identity.ts';
import { fileSets, isMovie, isSidecar } from './file-sets.ts';
import { findEverything, isBelow, type FoundFile, type SkippedFile } from './found-files.ts';
import { nameFacts } from './name-facts.ts';

const EXAMPLES = 5;

/** A file whose contents are known, with where they were put. */
export interface KnownFile {
  readonly identity: string;
  /** Never on the card itself. */
  readonly copies: readonly KnownCopy[];
}

/** Lists everything on a card. Rejects with `folder-missing` or `folder-unreadable`. */
export async function listCard(
  card: string,
): Promise<{ files: FoundFile[]; skipped: SkippedFile[] }> {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  try {
    for await (const file of findEverything(card, (left) => skipped.push(left))) files.push(file);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new KeepersError('folder-missing', { path: card });
    }
    throw new KeepersError('folder-unreadable', { path: card, reason: code });
  }
  return { files, skipped };
}

/** What is known of a file by its contents; undefined for one that is new, empty or cannot be read. */
export async function findKnown(
  file: FoundFile,
  card: string,
  catalogue: Pick<CatalogueReader, 'knownCopies'>,
): Promise<KnownFile | undefined> {
  if (file.bytes === 0) return undefined;
  const identity = await contentIdentity(file.path).catch(() => undefined);
  if (identity === undefined) return undefined;
  const copies = catalogue
    .knownCopies(identity, file.bytes)
    .filter(({ path: copy }) => !isBelow(copy, card));
  return copies.length === 0 ? undefined : { identity, copies };
}

/** See the request `import.look`. */
export async function lookAtCard(
  asked: string,
  rooms: {
    readonly catalogue: Pick<CatalogueReader, 'knownCopies'>;
    readonly metadata: Pick<Metadata, 'exif' | 'movie'>;
  },
  signal?: AbortSignal,
): Promise<Card> {
  const card = path.resolve(asked);
  const { files, skipped } = await listCard(card);
  let known = 0;
  for (const file of files) {
    if (signal?.aborted === true) throw new KeepersError('cancelled');
    if ((await findKnown(file, card, rooms.catalogue)) !== undefined) known++;
  }
  const sets = fileSets(files.filter((file) => !isSidecar(file.path)));
  const photos = sets.filter(({ leader }) => formatOfPath(leader.path) !== undefined);
  const examples = [];
  for (const set of [...photos, ...sets].slice(0, EXAMPLES)) {
    examples.push(await nameFacts(set, rooms.metadata));
  }
  const count = (is: (file: string) => boolean) => files.filter((file) => is(file.path)).length;
  const photoFiles = count((file) => formatOfPath(file) !== undefined);
  const movies = count(isMovie);
  return {
    path: card,
    isCard: await looksLikeCard(card),
    photos: photoFiles,
    movies,
    others: files.length - photoFiles - movies,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    known,
    skipped: skipped.map(({ path: file, reason }) => ({ path: file, reason })),
    examples,
  };
}

/** Whether it is a volume of its own with a folder DCIM at its top. */
async function looksLikeCard(folder: string): Promise<boolean> {
  const [names, own, above] = await Promise.all([
    readdir(folder).catch(() => []),
    stat(folder).catch(() => undefined),
    stat(path.dirname(folder)).catch(() => undefined),
  ]);
  return names.some((name) => name.toUpperCase() === 'DCIM') && own?.dev !== above?.dev;
}
