/** Imports, delivers, backs up or restores as its one argument says, in JSON. Killed by its test. */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { createBackup } from '../../src-main/backup/index.ts';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { acquireLock } from '../../src-main/catalogue/lock.ts';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { restoreBackup } from '../../src-main/engine/backups.ts';
import { createTransfer } from '../../src-main/transfer/index.ts';
import { deliver } from '../../src-main/workflows/copying/deliver.ts';
import { importCard } from '../../src-main/workflows/copying/import-card.ts';
import { photoSets } from '../../src-main/workflows/copying/photo-files.ts';
import { photosIn, type Deed } from './campaign.ts';

// A process that is killed would keep nothing of what it compiled.
flushCompileCache();

const deed = JSON.parse(process.argv[2] ?? '{}') as Deed;
const { home } = deed;

async function withRooms(
  work: (rooms: {
    readonly catalogue: ReturnType<typeof openCatalogue>;
    readonly metadata: ReturnType<typeof createMetadata>;
    readonly transfer: ReturnType<typeof createTransfer>;
  }) => Promise<unknown>,
): Promise<void> {
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  const metadata = createMetadata();
  const transfer = createTransfer({ journals: path.join(home, 'transfers'), lock: acquireLock });
  writeSync(1, 'begun\n');
  await work({ catalogue, metadata, transfer });
  await metadata.close();
  catalogue.close();
}

switch (deed.kind) {
  case 'import':
    await withRooms((rooms) => importCard(deed.settings, rooms));
    break;
  case 'deliver':
    await withRooms(({ metadata, transfer }) =>
      deliver(
        () => photoSets(photosIn(deed.from), { metadata, known: () => ({}) }, () => undefined),
        deed.settings,
        {
          metadata,
          transfer,
          decoder: { exportJpeg: () => Promise.reject(new Error('not here')) },
          isOnCameraCard: () => Promise.resolve(false),
        },
      ),
    );
    break;
  case 'backup':
    await withRooms(({ catalogue }) =>
      createBackup(deed.file, {
        ...{ home, version: '0', photos: 0, roots: [] },
        copyCatalogue: (to) => catalogue.copyTo(to),
      }),
    );
    break;
  case 'restore':
    writeSync(1, 'begun\n');
    await restoreBackup({ home }, deed.file, []);
}
writeSync(1, 'done\n');
