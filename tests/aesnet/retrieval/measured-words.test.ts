/** Words that name what is measured: how they are read, and that edited copies of real photos come where they belong. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  looksOf,
  measuredOf,
  packSpaces,
  readWords,
  RelevanceIndex,
  sizeOfPacked,
} from '../../../src-aesnet/retrieval/index.ts';
import { SPACES } from '../../../src-aesnet/descriptions/index.ts';
import { measuresOf } from '../../../src-aesnet/retrieval/measured-words.ts';
import { createPhraseEncoder, createModelStore } from '../../../src-main/inference/index.ts';
import { spawnNodeWorker } from '../../../src-main/workers/node.ts';
import { compareWords } from '../../../src-main/workflows/compare-words.ts';
import { modelsFolder, openScorer, scores, temporaryFolder } from '../../inference/support.ts';
import { dataPath } from '../../support/data.ts';

describe('measures that a phrase asks for', () => {
  it.each([
    ['black and white', ['chroma less']],
    ['B&W street', ['chroma less']],
    ['very dark', ['lightness less']],
    ['moody low-key portrait', ['lightness less']],
    ['bright colours', ['chroma more']],
    ['sharp, very bright and colourful', ['blur less', 'lightness more', 'chroma more']],
    ['much green', ['greenArea more']],
    ['out of focus', ['blur more']],
    ['muted colours', ['chroma 6']],
    ['tilted horizon', ['lean more']],
    ['crooked, dark', ['lean more', 'lightness less']],
    ['level horizon', ['lean less']],
    ['horizon off level', ['lean more']],
    // Judged, taken back, of a part alone, or other words.
    ['too dark', []],
    ['not tilted, straight lines', []],
    ['a leaning tower', []],
    ['not sharp, without fog', []],
    ['soft blurred background', []],
    ['bright spots on dark tones', []],
    ['darkness on a whitened board', []],
    ['', []],
  ])('of “%s” are %j', (phrase, expected) => {
    expect(measuresOf(phrase).map(({ measure, toward }) => `${measure} ${toward}`)).toEqual(
      expected,
    );
  });

  it('are no unknown words, and leave the others to be named', () => {
    const read = readWords('greyscale zebra', { knowsScenes: true });
    expect([read.unknown, read.measures.map(({ words }) => words), read.text]).toEqual([
      ['zebra'],
      ['greyscale'],
      '',
    ]);
    expect(readWords('black and white', { knowsScenes: true }).saysMore).toBe(false);
    expect(readWords('a lot of green', { knowsScenes: true }).saysMore).toBe(false);
    expect(readWords('very dark and sad', { knowsScenes: true }).saysMore).toBe(true);
  });
});

describe('a lean that a phrase asks for', () => {
  const SIZE = 16;
  const spaces = packSpaces(new Float32Array(SPACES.length * SIZE).fill(1));
  const measured = (degrees: number, confidence: number) =>
    measuredOf(undefined, {
      ...{ clippedHighlights: 0, clippedShadows: 0 },
      motion: { length: 0, angle: 0, confidence: 0 },
      horizon: { degrees, confidence },
      measuredAt: { width: 6000, height: 4000 },
    });
  const index = new RelevanceIndex(SIZE);
  const [level, unsure, left, right] = [1, 2, 3, 4] as const;
  index.put(level, spaces, undefined, measured(0.1, 0.9));
  index.put(unsure, spaces, undefined, measured(9, 0.2));
  index.put(left, spaces, undefined, measured(-2, 0.8));
  index.put(right, spaces, undefined, measured(6, 0.7));
  const found = (phrase: string) => {
    const { relevanceOf, standsOut } = index.compare({
      ...{ spaces: [], scenes: [], measures: measuresOf(phrase) },
    });
    const order = [level, unsure, left, right].sort((a, b) => relevanceOf(b) - relevanceOf(a));
    return { order, out: [level, unsure, left, right].filter(standsOut) };
  };

  it('counts either way, and where it is known', () => {
    expect(found('crooked horizon')).toEqual({
      order: [right, left, unsure, level],
      out: [left, right],
    });
    expect(found('level horizon')).toEqual({ order: [level, unsure, left, right], out: [level] });
  });
});

const photos = dataPath('photos/clean');
const SIDE = 224;
/** Ids of copies begin here. */
const COPY = 1000;

/** What is searched for, and the edit by which a copy fits better than its original. */
const EDITS: readonly (readonly [string, (picture: Sharp) => Sharp])[] = [
  ['black and white', (picture) => picture.modulate({ saturation: 0 })],
  ['very dark', (picture) => picture.linear(0.35, 0)],
  ['very bright', (picture) => picture.linear(0.6, 102)],
  ['vivid', (picture) => picture.modulate({ saturation: 1.8 })],
  ['low contrast', (picture) => picture.linear(0.4, 76)],
  ['warm', (picture) => picture.linear([1.15, 1, 0.75], [0, 0, 0])],
  ['cold', (picture) => picture.linear([0.8, 1, 1.15], [0, 0, 0])],
  ['much green', (picture) => picture.linear([0.55, 1.1, 0.55], [0, 10, 0])],
];

describe(`edited copies${photos === undefined ? ' (skipped: the test data is not on this machine)' : ''}`, () => {
  it.skipIf(photos === undefined)('come before their originals, each of them', async () => {
    const names = readdirSync(photos ?? '').sort();
    const read = async (name: string, edit: (picture: Sharp) => Sharp = (same) => same) => {
      const small = await sharp(path.join(photos ?? '', name))
        .resize(SIDE, SIDE, { fit: 'fill' })
        .toColourspace('srgb')
        .removeAlpha()
        .png()
        .toBuffer();
      return edit(sharp(small)).toColourspace('srgb').removeAlpha().raw().toBuffer();
    };
    const scorer = await openScorer();
    const store = createModelStore({
      builtInFolder: modelsFolder,
      installedFolder: path.join(await temporaryFolder(), 'installed'),
      spawnWorker: spawnNodeWorker,
    });
    const phrases = createPhraseEncoder({ spawnWorker: spawnNodeWorker, store });
    try {
      const add = async (ids: readonly number[], pictures: readonly Buffer[]) => {
        const results = scores(await scorer.score(pictures));
        for (const [at, { attributeEmbeddings, score }] of results.entries()) {
          const packed = packSpaces(attributeEmbeddings ?? new Float32Array());
          index ??= new RelevanceIndex(sizeOfPacked(packed) ?? 0);
          const measured = measuredOf(looksOf(pictures[at] as Buffer), undefined);
          index.put(ids[at] as number, packed, score.scene, measured);
        }
      };
      let index: RelevanceIndex | undefined;
      const all = names.map((_, at) => at);
      await add(all, await Promise.all(names.map((name) => read(name))));
      for (const [phrase, edit] of EDITS) {
        // A copy of each is made grey; the other edits do for every third.
        const ids = all.filter((at) => phrase === 'black and white' || at % 3 === 0);
        for (const at of all) index?.remove(COPY + at);
        await add(
          ids.map((at) => COPY + at),
          await Promise.all(ids.map((at) => read(names[at] ?? '', edit))),
        );
        const { fits } = await compareWords(phrase, index, phrases);
        const behind = ids.filter((at) => {
          const copy = fits?.relevanceOf(COPY + at) ?? NaN;
          return !(copy > (fits?.relevanceOf(at) ?? NaN));
        });
        expect([phrase, ...behind.map((at) => names[at])]).toEqual([phrase]);
        if (phrase !== 'black and white') continue;
        // All copies are colourless, and of the originals none is.
        expect(ids.filter((at) => fits?.standsOut(at) !== false)).toEqual([]);
        expect(ids.filter((at) => fits?.standsOut(COPY + at) !== true)).toEqual([]);
      }
    } finally {
      phrases.close();
    }
  });
});
