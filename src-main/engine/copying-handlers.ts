import path from 'node:path';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import type { CopyReport } from '../../src-shared/bridge.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import { isOnCameraCard } from '../metadata/camera-card.ts';
import type { Metadata } from '../metadata/types.ts';
import type { Transfer } from '../transfer/types.ts';
import { deliver } from '../workflows/copying/deliver.ts';
import { importCard } from '../workflows/copying/import-card.ts';
import { lookAtCard } from '../workflows/copying/look-at-card.ts';
import { nameFacts } from '../workflows/copying/name-facts.ts';
import { photoSets } from '../workflows/copying/photo-files.ts';
import { putAway } from '../workflows/copying/rejects.ts';
import type { ProgressTask } from '../workflows/progress.ts';
import { knownOfPhoto, pathsOf } from './known-photos.ts';
import type { Library } from './library.ts';

export interface CopyingRooms {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
  readonly metadata: Metadata;
  readonly decoder: Decoder;
  readonly transfer: Transfer;
}

/** Photos of which a template's names are shown. */
const EXAMPLES = 5;

/** What the engine answers to requests about copies: import, delivery, rejects. */
export function createCopyingHandlers(given: CopyingRooms) {
  const { library, catalogue, metadata } = given;
  const rooms = {
    ...given,
    isOnCameraCard: (photo: string) => isOnCameraCard(photo),
    known: (photo: string) => knownOfPhoto(catalogue, photo),
  };
  const setsOf = (ids: readonly number[]) =>
    photoSets(pathsOf(catalogue, ids), rooms, () => undefined);
  const progressOf = (task: ProgressTask, signal: AbortSignal) => ({
    signal,
    onTotal: (files: number) => task.setTotal(files),
    onFile: ({ state }: { readonly state: string }) => task.advance(1, state === 'failed' ? 1 : 0),
  });

  return {
    'import.look': ({ card }, signal) => lookAtCard(card, rooms, signal),
    'import.run': async (settings) =>
      await library.tasks.run(
        { kind: 'import', label: `Importing from ${path.basename(path.resolve(settings.card))}` },
        async (task, signal): Promise<CopyReport> =>
          await importCard(settings, rooms, {
            ...progressOf(task, signal),
            // Photos are scored as they arrive.
            onBegin: async (folder) => void (await library.roots.add(folder)),
          }),
      ),
    'deliver.examples': async ({ ids }) => {
      const sets = await setsOf(ids.slice(0, EXAMPLES));
      return await Promise.all(sets.map(({ set, known }) => nameFacts(set, metadata, known)));
    },
    'deliver.run': async ({ ids, settings }) =>
      await library.tasks.run(
        { kind: 'deliver', label: `Delivering to ${path.basename(path.resolve(settings.to))}` },
        (task, signal) => deliver(() => setsOf(ids), settings, rooms, progressOf(task, signal)),
      ),
    'rejects.run': async ({ ids, to, dryRun = false }) =>
      await library.tasks.run(
        { kind: 'deliver', label: 'Putting rejects away' },
        async (task, signal) =>
          await putAway(await setsOf(ids), { to, dryRun }, rooms, progressOf(task, signal)),
      ),
  } satisfies Partial<Handlers>;
}
