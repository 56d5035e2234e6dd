import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { bandKeywords } from '../../src-main/workflows/score-bands.ts';
import { KeywordFiles } from '../../src-main/workflows/keyword-files.ts';
import type { ScoreBands } from '../../src-shared/score-bands.ts';
import { file } from '../catalogue/support.ts';
import { xmp } from '../metadata/support.ts';
import { temporaryFolder } from '../support/temporary.ts';

const BY = { kind: 'person', scoreVisible: true, reason: 'bands' } as const;

const bag = (...words: string[]) =>
  `<dc:subject><rdf:Bag>${words.map((word) => `<rdf:li>${word}</rdf:li>`).join('')}</rdf:Bag></dc:subject>`;

function open(names: readonly string[]) {
  const folder = temporaryFolder('keywords');
  for (const name of names) writeFileSync(path.join(folder, name), name);
  const database = path.join(temporaryFolder('home'), 'catalogue.db');
  const catalogue = openCatalogue(database);
  const root = catalogue.addRoot(folder, 'native');
  catalogue.upsertFiles(
    root.id,
    names.map((name) => file(path.join(folder, name), name, { format: 'raw' })),
  );
  const ids = catalogue.query({}, { by: 'name', direction: 'ascending' });
  const metadata = createMetadata({ exiftool: { perl: '/nonexistent' } });
  const files = new KeywordFiles({ catalogue, metadata }, (message) => {
    throw new Error(message);
  });
  onTestFinished(async () => {
    await files.close();
    await metadata.close();
    catalogue.close();
  });
  const inside = (name: string) => path.join(folder, name);
  return {
    ...{ catalogue, metadata, files, ids, inside },
    words: (name: string) => metadata.keywords(inside(name)),
    give: async (given: Readonly<Record<number, string>>, bands: ScoreBands) => {
      const photos = Object.entries(given).map(([id, keyword]) => ({
        ...{ id: Number(id), change: {} },
        band: bands.bands.find((band) => band.keyword === keyword) ?? { from: 0 },
      }));
      catalogue.decide(
        [],
        BY,
        bandKeywords(photos, bands, (id) => catalogue.givenKeywords(id)),
      );
      return await files.write();
    },
  };
}

const BANDS: ScoreBands = {
  of: 'aesthetic',
  by: 'score',
  bands: [
    { from: 4, keyword: 'Best' },
    { from: 3, keyword: 'Good' },
  ],
  replace: false,
};

describe('keywords of bands', () => {
  it('go beside the person’s own; undoing takes back what was added and nothing else', async () => {
    const { catalogue, files, ids, inside, words, give } = open(['a.nef', 'b.nef', 'c.nef']);
    const [a = 0, b = 0, c = 0] = ids;
    const theirs = xmp('xmp:Rating="2"', bag('Bride', 'Best'));
    writeFileSync(inside('a.xmp'), theirs);
    writeFileSync(inside('b.xmp'), xmp('', bag('Bride')));
    expect(await give({ [a]: 'Best', [b]: 'Best', [c]: 'Good' }, BANDS)).toBe(0);
    expect(await words('a.nef')).toEqual(['Bride', 'Best']);
    expect(await words('b.nef')).toEqual(['Bride', 'Best']);
    expect(await words('c.nef')).toEqual(['Good']);
    expect(readFileSync(inside('a.xmp'), 'utf8')).toBe(theirs);
    expect(catalogue.canUndo()).toBe('Keywords of 3 photos');

    catalogue.undo();
    await files.write();
    expect(await words('a.nef')).toEqual(['Bride', 'Best']);
    expect(await words('b.nef')).toEqual(['Bride']);
    expect(await words('c.nef')).toEqual([]);

    catalogue.redo();
    await files.write();
    expect(await words('b.nef')).toEqual(['Bride', 'Best']);
    // Another mapping takes back what this one gave, and not what the person had.
    const last = { ...BANDS, bands: [{ from: 1, keyword: 'Last' }, ...BANDS.bands] };
    await give({ [a]: 'Last', [b]: 'Last' }, last);
    expect(await words('a.nef')).toEqual(['Bride', 'Best', 'Last']);
    expect(await words('b.nef')).toEqual(['Bride', 'Last']);
    catalogue.restore(0);
    await files.write();
    expect(await words('a.nef')).toEqual(['Bride', 'Best']);
    expect(await words('b.nef')).toEqual(['Bride']);
    expect(catalogue.keywordsToWrite(10)).toEqual([]);
  });

  it('wait where a sidecar cannot be parsed, which is left alone, and hold nobody up', async () => {
    const { catalogue, files, ids, inside, words, give } = open(['a.nef', 'b.nef']);
    const [a = 0, b = 0] = ids;
    writeFileSync(inside('a.xmp'), '<broken');
    expect(await give({ [a]: 'Best', [b]: 'Best' }, BANDS)).toBe(1);
    expect(readFileSync(inside('a.xmp'), 'utf8')).toBe('<broken');
    expect(await words('b.nef')).toEqual(['Best']);
    rmSync(inside('a.xmp'));
    catalogue.requeueKeywords();
    expect(await files.write()).toBe(0);
    expect(await words('a.nef')).toEqual(['Best']);
  });

  it('that are undone before they are written are never written, and while they are written are taken away', async () => {
    const { catalogue, files, ids, inside, words, metadata } = open(['a.nef']);
    const [a = 0] = ids;
    catalogue.decide([], BY, [{ id: a, word: 'Best', given: true }]);
    catalogue.undo();
    await files.write();
    expect(existsSync(inside('a.xmp'))).toBe(false);
    catalogue.redo();
    const write = metadata.write.bind(metadata);
    const meddling = {
      ...metadata,
      write: async (...order: Parameters<typeof write>) => {
        const written = await write(...order);
        if (catalogue.canUndo() !== undefined) catalogue.undo();
        return written;
      },
    };
    const slow = new KeywordFiles({ catalogue, metadata: meddling }, () => undefined);
    await slow.write();
    await slow.close();
    expect(await words('a.nef')).toEqual([]);
  });
});
