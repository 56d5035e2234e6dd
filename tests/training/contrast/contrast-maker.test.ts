import { describe, expect, it } from 'vitest';
import {
  describeMeasured,
  everyGrammar,
  measurePicture,
  SPACES,
  wordingsOf,
} from '../../../src-aesnet/descriptions/index.ts';
import { EDIT_NAMES, type EditName } from '../../../src-aesnet/edits/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import { RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';
import { ContrastMaker } from '../../../src-main/training/contrast/contrast-maker.ts';
import type { BatchFacts } from '../../../src-main/training/data/index.ts';
import { scene } from '../../aesnet/edits/support/pictures.ts';
import { recordsOf, storeOf } from './support.ts';

const store = storeOf(recordsOf());
const tokenizer = new Tokenizer(
  trainVocabulary(
    everyGrammar().flatMap(({ grammar }) => wordingsOf(grammar)),
    2048,
  ),
  28,
);
const layout = { photos: 6, edited: 2 };
const N = layout.photos + 3 * layout.edited;
const config = { spaces: 3, sigma: 0.4, shareSigma: 0.15, fused: 0.5, pieces: 800 };
const maker = new ContrastMaker({ store, tokenizer, config, layout, seed: 1 });

const KINDS: readonly EditName[] = ['noise', 'tilt'];
const batchOf = (batch: number, rows = [0, 1, 2, 3, 4, 5, 6, 7, 8]): BatchFacts => ({
  batch,
  rows: Int32Array.from(rows),
  edits: {
    kinds: Int32Array.from(KINDS, (kind) => EDIT_NAMES.indexOf(kind)),
    attributes: Int32Array.of(
      RATED_ATTRIBUTES.indexOf('technical_quality'),
      RATED_ATTRIBUTES.indexOf('composition'),
    ),
    faults: Uint8Array.of(1, 1),
    weak: Float32Array.of(16, 3),
    strong: Float32Array.of(50, 8),
    weakMargins: Float32Array.of(0.2, 0.2),
    strongMargins: Float32Array.of(0.5, 0.5),
    measured: [],
  },
});

function read(batch: number) {
  const feeds = maker.feedsOf(batchOf(batch));
  const values = (name: string) => Array.from(feeds[name]?.data ?? [], Number);
  const at = (name: string, k: number, i: number, j: number) =>
    values(name)[(k * N + i) * N + j] as number;
  const sentence = (k: number, i: number) =>
    tokenizer.decode(values('tokens').slice((k * N + i) * 28, (k * N + i + 1) * 28));
  return { feeds, spaces: values('spaces'), values, at, sentence };
}
/** A sentence as its tokens give it back. */
const words = (text: string) => tokenizer.decode(tokenizer.encode([text]).tokens);
const wordings = (level: string) =>
  everyGrammar()
    .filter((one) => one.level === level)
    .flatMap(({ grammar }) => wordingsOf(grammar).map(words));
const BATCHES = Array.from({ length: 60 }, (_, batch) => batch);

describe('a batch’s sentences', () => {
  it('have the shapes that the step wants', () => {
    const shapes = Object.entries(read(0).feeds).map(
      ([name, { data, shape }]) => `${name} ${data.constructor.name} [${shape.join()}]`,
    );
    expect(shapes).toEqual([
      'spaces BigInt64Array [3]',
      `tokens BigInt64Array [${3 * N},28]`,
      `tokenMask Float32Array [${3 * N},28]`,
      `fused Float32Array [${3 * N},1]`,
      `targets Float32Array [3,${N},${N}]`,
      `pairs Float32Array [3,${N},${N}]`,
    ]);
  });

  it('depend on the batch and the seed alone', () => {
    expect(maker.feedsOf(batchOf(3))).toEqual(maker.feedsOf(batchOf(3)));
    expect(maker.feedsOf(batchOf(3))).not.toEqual(maker.feedsOf(batchOf(4)));
  });

  it('are about different spaces, one of them an edit’s; all have their turn', () => {
    const faults = new Set(['technical_quality', 'composition']);
    const seen = new Set<number>();
    for (const batch of BATCHES) {
      const { spaces } = read(batch);
      expect(new Set(spaces).size).toBe(3);
      expect(spaces.some((space) => faults.has(SPACES[space] ?? ''))).toBe(true);
      for (const space of spaces) seen.add(space);
    }
    expect(seen.size).toBe(SPACES.length);
  });

  it('are each one of their picture’s own about that space', () => {
    for (const batch of BATCHES.slice(0, 12)) {
      const { spaces, sentence, at } = read(batch);
      for (const [k, space] of spaces.entries()) {
        for (let i = 0; i < layout.photos; i++) {
          if (at('pairs', k, i, i) === 0) continue;
          const own = store.of(i, SPACES[space] as (typeof SPACES)[number]);
          expect(own.map(({ text }) => words(text))).toContain(sentence(k, i));
        }
      }
    }
  });

  it('are all of one source and unit, those of photos', () => {
    for (const batch of BATCHES) {
      const { spaces, sentence, at } = read(batch);
      for (const [k, space] of spaces.entries()) {
        const described = Array.from({ length: layout.photos }, (_, i) => i).filter(
          (i) => at('pairs', k, i, i) === 1,
        );
        const groups = described.map((i) => {
          const own = store.of(i, SPACES[space] as (typeof SPACES)[number]);
          return own.filter(({ text }) => words(text) === sentence(k, i)).map(({ group }) => group);
        });
        const common = groups.reduce(
          (all, some) => all.filter((group) => some.includes(group)),
          [...(groups[0] ?? [])],
        );
        if (described.length === 0) continue;
        expect(common).toHaveLength(1);
        const [group] = common;
        if (group === undefined || group.unit === 'votes') continue;
        // Levels count in SDs of their unit.
        const levels = described.map((i) => {
          const own = store.of(i, SPACES[space] as (typeof SPACES)[number]);
          return (own.find((one) => one.group === group)?.level ?? NaN) / group.deviation;
        });
        for (const [a, i] of described.entries()) {
          const distance = (levels[a] as number) - (levels[0] as number);
          const expected = Math.exp(-(distance ** 2) / (2 * config.sigma ** 2));
          expect(at('targets', k, i, described[0] as number)).toBeCloseTo(expected, 5);
        }
      }
    }
  });

  it('say of each copy how strongly it is edited, or plainly that it is', () => {
    const said = { weak: 0, strong: 0, plain: 0 };
    for (const batch of BATCHES) {
      const { spaces, sentence } = read(batch);
      const k = spaces.findIndex((space) => SPACES[space] === 'technical_quality');
      if (k === -1) continue;
      for (const [strength, picture] of [
        ['weak', 8],
        ['strong', 10],
      ] as const) {
        const plain = wordings('noise plain').includes(sentence(k, picture));
        if (!plain) expect(wordings(`noise ${strength}`)).toContain(sentence(k, picture));
        said[plain ? 'plain' : strength]++;
      }
    }
    expect(Math.min(...Object.values(said))).toBeGreaterThan(5);
  });

  it('match themselves best, and others of their unit by how near their levels are', () => {
    let partly = 0;
    for (const batch of BATCHES) {
      const { spaces, at } = read(batch);
      for (const k of spaces.keys()) {
        for (let i = 0; i < N; i++) {
          if (at('pairs', k, i, i) === 1) expect(at('targets', k, i, i)).toBe(1);
          for (let j = 0; j < N; j++) {
            const target = at('targets', k, i, j);
            if (at('pairs', k, i, j) === 0) expect(target).toBe(0);
            if (target > 0.01 && target < 0.99) partly++;
          }
        }
      }
    }
    expect(partly).toBeGreaterThan(100);
  });

  it('of an edited copy are compared with its original, which they do not describe, and with no other photo', () => {
    let met = 0;
    for (const batch of BATCHES) {
      const { spaces, at } = read(batch);
      const k = spaces.findIndex((space) => SPACES[space] === 'technical_quality');
      if (k === -1) continue;
      met++;
      const [original, weak, strong] = [6, 8, 10];
      for (const copy of [weak, strong]) {
        expect(at('pairs', k, original, copy)).toBe(1);
        expect(at('targets', k, original, copy)).toBe(0);
        expect(at('targets', k, copy, copy)).toBe(1);
        for (let photo = 0; photo < layout.photos; photo++) {
          expect(at('pairs', k, photo, copy)).toBe(0);
          expect(at('pairs', k, copy, photo)).toBe(0);
        }
      }
      expect(at('targets', k, weak, strong)).toBeLessThan(0.2);
      // The other edit is about composition: nothing is said of its copies here.
      for (const other of [9, 11]) expect(at('pairs', k, other, other)).toBe(0);
    }
    expect(met).toBeGreaterThan(10);
  });

  it('say of copies what they measure, where photos’ are about that', () => {
    const pictures = [0, 1, 2, 3].map((at) => measurePicture(scene(50 + at, 64, 64)));
    let met = 0;
    for (const batch of BATCHES) {
      const { edits, ...facts } = batchOf(batch);
      const feeds = maker.feedsOf({ ...facts, edits: { ...edits, measured: pictures } });
      const values = (name: string) => Array.from(feeds[name]?.data ?? [], Number);
      const pairs = values('pairs');
      const targets = values('targets');
      for (const [k, space] of values('spaces').entries()) {
        const name = SPACES[space];
        const sentence = (i: number) =>
          tokenizer.decode(values('tokens').slice((k * N + i) * 28, (k * N + i + 1) * 28));
        for (const [copy, photometry] of pictures.entries()) {
          const at = layout.photos + layout.edited + copy;
          const photo = [0, 1, 2, 3, 4, 5].find((i) => pairs[(k * N + i) * N + at] === 1);
          if (photo === undefined) continue;
          met++;
          // Compared with a photo, it says what was measured, and is as near to it as their levels are.
          const said = everyGrammar()
            .filter(({ source, space: of }) => source === 'measured' && of === name)
            .flatMap(({ level, grammar }) =>
              wordingsOf(grammar).some((wording) => words(wording) === sentence(at))
                ? [level.split(':')[0]]
                : [],
            );
          const unit = describeMeasured(photometry, 1, Random.from(1))
            .flatMap(({ sentences }) => sentences)
            .find((one) => one.unit === said[0]);
          const group = store
            .of(photo, name as (typeof SPACES)[number])
            .find((one) => one.group.unit === said[0]);
          const [own, other] = [unit, group].map((one) =>
            Number(one && 'level' in one && one.level),
          );
          const distance = ((own as number) - (other as number)) / (group?.group.deviation ?? NaN);
          expect(targets[(k * N + photo) * N + at]).toBeCloseTo(
            Math.exp(-(distance ** 2) / (2 * config.sigma ** 2)),
            5,
          );
        }
      }
    }
    expect(met).toBeGreaterThan(20);
  });

  it('are fused into another space’s half of the time, and never where there is none', () => {
    let [fused, could] = [0, 0];
    for (const batch of BATCHES) {
      const { spaces, at, values } = read(batch);
      for (const k of spaces.keys()) {
        for (let i = 0; i < N; i++) {
          const there = at('pairs', (k + 1) % 3, i, i) === 1;
          const kept = values('fused')[k * N + i];
          if (!there) continue;
          could++;
          if (kept === 1) fused++;
        }
      }
    }
    expect(fused / could).toBeGreaterThan(0.4);
    expect(fused / could).toBeLessThan(0.6);
    const { values } = read(0);
    const empty = tokenizer.encode(['']).mask.reduce((sum, one) => sum + one, 0);
    for (let row = 0; row < 3 * N; row++) {
      const next = (row + N) % (3 * N);
      const tokens = values('tokenMask').slice(next * 28, (next + 1) * 28);
      if (tokens.reduce((sum, one) => sum + one, 0) === empty) expect(values('fused')[row]).toBe(0);
    }
  });

  it('say nothing of an edit that is no fault in its picture', () => {
    const facts = batchOf(0);
    facts.edits.faults[0] = 0;
    let met = 0;
    for (const batch of BATCHES) {
      const feeds = maker.feedsOf({ ...facts, batch });
      const spaces = Array.from(feeds.spaces?.data ?? [], Number);
      const k = spaces.findIndex((space) => SPACES[space] === 'technical_quality');
      if (k === -1) continue;
      met++;
      expect((feeds.pairs?.data ?? [])[(k * N + 8) * N + 8]).toBe(0);
    }
    expect(met).toBeGreaterThan(5);
  });

  it('are of one space alone where only that is asked for', () => {
    const only = new ContrastMaker({
      ...{ store, tokenizer, layout, seed: 1 },
      config: { ...config, onlySpace: 'composition' },
    });
    const composition = SPACES.indexOf('composition');
    for (const batch of BATCHES.slice(0, 20)) {
      const feeds = only.feedsOf(batchOf(batch));
      const spaces = Array.from(feeds.spaces?.data ?? [], Number);
      expect(spaces).toContain(composition);
      const pairs = Array.from(feeds.pairs?.data ?? [], Number);
      for (const [k, space] of spaces.entries()) {
        const known = pairs.slice(k * N * N, (k + 1) * N * N).some((value) => value > 0);
        expect(known, String(space)).toBe(space === composition);
      }
      expect(
        Array.from(feeds.fused?.data ?? [], Number).slice(
          spaces.indexOf(composition) * N,
          (spaces.indexOf(composition) + 1) * N,
        ),
      ).toEqual(new Array(N).fill(0));
    }
  });

  it('say of an edited copy what is true of another one where they are shuffled', () => {
    const twice = (batch: number): BatchFacts => {
      const { edits, ...facts } = batchOf(batch);
      const noise = EDIT_NAMES.indexOf('noise');
      const technical = RATED_ATTRIBUTES.indexOf('technical_quality');
      return {
        ...facts,
        edits: {
          ...edits,
          kinds: Int32Array.of(noise, EDIT_NAMES.indexOf('defocus')),
          attributes: Int32Array.of(technical, technical),
          strong: Float32Array.of(50, 4),
          weak: Float32Array.of(16, 2),
        },
      };
    };
    const sentencesOf = (shuffledSentences: boolean) => {
      const it = new ContrastMaker({
        ...{ store, tokenizer, layout, seed: 1 },
        config: { ...config, onlySpace: 'technical_quality', shuffledSentences },
      });
      const feeds = it.feedsOf(twice(0));
      const k = Array.from(feeds.spaces?.data ?? [], Number).indexOf(
        SPACES.indexOf('technical_quality'),
      );
      const tokens = Array.from(feeds.tokens?.data ?? [], Number);
      return [0, 1].map((index) => {
        const i = layout.photos + 2 * layout.edited + index;
        return tokenizer.decode(tokens.slice((k * N + i) * 28, (k * N + i + 1) * 28));
      });
    };
    const noisy = /nois|grain|speck/i;
    const [first, second] = sentencesOf(false);
    expect(first).toMatch(noisy);
    expect(second).not.toMatch(noisy);
    const [shuffledFirst, shuffledSecond] = sentencesOf(true);
    expect(shuffledFirst).not.toMatch(noisy);
    expect(shuffledSecond).toMatch(noisy);
  });
});
