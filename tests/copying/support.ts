import path from 'node:path';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { acquireLock } from '../../src-main/catalogue/lock.ts';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { createTransfer } from '../../src-main/transfer/index.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { makeCardIn } from './card.ts';

export async function makeCard(): Promise<string> {
  const card = temporaryFolder('card');
  await makeCardIn(card);
  return card;
}

/** The rooms that copying needs, with a catalogue of its own. */
export function openRooms(home = temporaryFolder('home')) {
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  const metadata = createMetadata();
  const transfer = createTransfer({ journals: path.join(home, 'transfers'), lock: acquireLock });
  return {
    home,
    rooms: { catalogue, metadata, transfer },
    close: async () => {
      await metadata.close();
      catalogue.close();
    },
  };
}
