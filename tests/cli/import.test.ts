import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCatalogueReader } from '../../src-main/catalogue/index.ts';
import { put } from '../copying/card.ts';
import { openTestEngine, photosByName, untilSettled } from '../support/engine.ts';
import { keepers } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

async function makeCard(): Promise<string> {
  const card = temporaryFolder('card');
  for (const seed of [1, 2, 3]) await writePicture(path.join(card, `${seed}.jpg`), { seed });
  put(path.join(card, 'MVI_1.MP4'), 'film');
  return card;
}

const scores = { of: 'aesthetic', min: 0 } as const;
const byName = { by: 'name', direction: 'ascending' } as const;

describe('keepers import', () => {
  it('has scored what it imported when it ends', async () => {
    const [card, home, to] = [await makeCard(), temporaryFolder('home'), temporaryFolder('to')];
    const result = await keepers(['import', card, '--to', to], { KEEPERS_HOME: home });
    expect(result.code, result.stderr).toBe(0);
    expect(result.stderr).toContain('Safe to erase');
    const catalogue = openCatalogueReader(path.join(home, 'catalogue.db'));
    expect(catalogue.query({ score: scores }, byName)).toHaveLength(3);
    catalogue.close();
  }, 120_000);

  it('leaves scoring to the app where that is running, which takes it up at once', async () => {
    const [card, home, to] = [await makeCard(), temporaryFolder('home'), temporaryFolder('to')];
    const app = await openTestEngine(home);
    try {
      const result = await keepers(['import', card, '--to', to], { KEEPERS_HOME: home });
      expect(result.code, result.stderr).toBe(0);
      await untilSettled(app.client, 3);
      const photos = await photosByName(app.client);
      expect([...photos.values()].every(({ score }) => score !== undefined)).toBe(true);
      // Once more brings nothing, and waits for nothing.
      const again = await keepers(['import', card, '--to', to], { KEEPERS_HOME: home });
      expect(again.stderr).toContain('there already');
    } finally {
      await app.close();
    }
  }, 120_000);
});
