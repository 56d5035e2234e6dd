import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { writeKeywords } from '../../src-main/workflows/write-keywords.ts';
import type { ScoreBands } from '../../src-shared/score-bands.ts';
import { xmp } from '../metadata/support.ts';
import { temporaryFolder } from '../support/temporary.ts';

const BANDS: ScoreBands = {
  of: 'aesthetic',
  by: 'score',
  bands: [
    { from: 4, keyword: 'Best' },
    { from: 3, keyword: 'Good' },
  ],
  replace: false,
};

it('keywords of bands go beside the person’s own, in place of those of other bands; one failure stops nobody', async () => {
  const folder = temporaryFolder('keywords');
  for (const name of ['a.nef', 'b.nef', 'c.nef']) writeFileSync(path.join(folder, name), name);
  const bag = (...words: string[]) =>
    `<dc:subject><rdf:Bag>${words.map((word) => `<rdf:li>${word}</rdf:li>`).join('')}</rdf:Bag></dc:subject>`;
  writeFileSync(path.join(folder, 'a.xmp'), xmp('xmp:Rating="2"', bag('Bride', 'Good')));
  writeFileSync(path.join(folder, 'b.xmp'), '<broken');
  const metadata = createMetadata({ exiftool: { perl: '/nonexistent' } });
  onTestFinished(() => metadata.close());
  const names = ['a.nef', 'b.nef', 'c.nef'];
  const [best = { from: 4 }, good = { from: 3 }] = BANDS.bands;
  const photos = [best, best, good].map((band, index) => ({ id: index, band, change: {} }));
  const counted = { done: 0, failed: 0 };
  const rooms = {
    metadata,
    catalogue: {
      workItem: (id: number) => ({
        ...{ id, path: path.join(folder, names[id] ?? ''), format: 'raw' as const },
        ...{ bytes: 1, modifiedAt: 1, pictureVersion: undefined },
      }),
      settings: () => ({
        ...{ theme: 'dark' as const, autoAdvance: false, hideScores: false },
        ...{ previewCacheBytes: 1, termsSeen: true, burstGap: 1, profile: 'lightroom' as const },
      }),
      setFileAsWritten: () => undefined,
    },
    task: {
      setTotal: () => undefined,
      advance: (done: number, failed = 0) => {
        counted.done += done;
        counted.failed += failed;
      },
    },
    signal: new AbortController().signal,
  };
  expect(await writeKeywords(photos, BANDS, rooms)).toBe(1);
  expect(counted).toEqual({ done: 2, failed: 1 });
  const text = readFileSync(path.join(folder, 'a.xmp'), 'utf8');
  expect(text).toContain(bag('Bride', 'Best'));
  expect(text).toContain('xmp:Rating="2"');
  expect(readFileSync(path.join(folder, 'b.xmp'), 'utf8')).toBe('<broken');
  expect(readFileSync(path.join(folder, 'c.xmp'), 'utf8')).toContain('<rdf:li>Good</rdf:li>');
  // Once more changes nothing.
  await writeKeywords(photos, BANDS, rooms);
  expect(readFileSync(path.join(folder, 'a.xmp'), 'utf8')).toBe(text);
});
