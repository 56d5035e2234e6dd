import path from 'node:path';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import { compareWithRoot } from '../workflows/relink.ts';
import { lookAtBackup, prepareRestore, type Backups } from './backups.ts';
import type { Library } from './library.ts';

export interface KeepingRooms {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
  readonly backups: Backups;
  /** KEEPERS_HOME. */
  readonly home: string;
  /** A backup is ready to take this library's place: called once the answer is on its way. */
  onRestored(): void;
}

/** What the engine answers to requests about backups and folders that have moved. */
export function createKeepingHandlers({
  library,
  catalogue,
  backups,
  home,
  onRestored,
}: KeepingRooms) {
  return {
    'backup.create': ({ path: file }) =>
      library.tasks.run({ kind: 'backup', label: 'Backing up the catalogue' }, () =>
        backups.create(file),
      ),
    'backup.list': () => backups.list(),
    'backup.inspect': ({ path: file }) => lookAtBackup(file),
    'backup.restore': async ({ path: file, moves }) => {
      if (library.tasks.isBusy) throw new KeepersError('engine-busy');
      await prepareRestore(home, file, moves);
      setImmediate(onRestored);
      return {};
    },
    'roots.relink': async ({ rootId, path: asked }) => {
      const folder = path.resolve(asked);
      const compared = await compareWithRoot(rootId, folder, catalogue);
      await library.roots.relink(rootId, folder);
      return compared;
    },
  } satisfies Partial<Handlers>;
}
