import { beforeAll, describe, expect, it } from 'vitest';
import { describeEdit, everyGrammar, wordingsOf } from '../../../src-aesnet/descriptions/index.ts';
import { strengthOf } from '../../../src-aesnet/descriptions/edited/scales.ts';
import { isFault } from '../../../src-aesnet/descriptions/edited/faults.ts';
import { describeEmotion } from '../../../src-aesnet/descriptions/emotion/describe.ts';
import { describeMeasured } from '../../../src-aesnet/descriptions/measured/describe.ts';
import { FACTS } from '../../../src-aesnet/descriptions/measured/facts.ts';
import type { Photometry } from '../../../src-aesnet/descriptions/photometry/measure.ts';
import {
  describeRating,
  describeResidual,
} from '../../../src-aesnet/descriptions/rated/describe.ts';
import {
  EDGE_QUANTILES,
  RATING_EDGES,
  ratingLevel,
} from '../../../src-aesnet/descriptions/rated/levels.ts';
import {
  DEPARTURE_EDGES,
  departureOf,
  STANDING_EDGES,
} from '../../../src-aesnet/descriptions/rated/residual.ts';
import { EDIT_KINDS, EDIT_NAMES } from '../../../src-aesnet/edits/index.ts';
import { quantile } from '../../../src-aesnet/evaluation/quantile.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { ratingScaleOf } from '../../../src-aesnet/training/rating-scale.ts';
import { readPara, type ParaRow } from '../../../src-main/training/data/index.ts';
import { EMOTIONS, RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';
import { dataPath } from '../../support/data.ts';

/** The wordings of the one level of that name. */
function wordings(space: string, level: string): string[] {
  const found = everyGrammar().filter((named) => named.space === space && named.level === level);
  expect(found).toHaveLength(1);
  return found.flatMap(({ grammar }) => wordingsOf(grammar));
}

const USUAL: Photometry = {
  lightness: 47,
  tonalRange: 72,
  whiteArea: 0.003,
  blackArea: 0.004,
  chroma: 13,
  warmth: 4,
  lightWarmth: 0.7,
  greenArea: 0,
  redArea: 0.01,
  sharpness: 1.7,
  noise: 0.1,
};

describe('a rating', () => {
  it('has the level that its edges say, from the edge on', () => {
    for (const attribute of RATED_ATTRIBUTES) {
      const [first = 0, , , last = 0] = RATING_EDGES[attribute];
      expect(RATING_EDGES[attribute].toSorted((a, b) => a - b)).toEqual(RATING_EDGES[attribute]);
      expect(ratingLevel(attribute, 1)).toBe('very_low');
      expect(ratingLevel(attribute, first - 0.001)).toBe('very_low');
      expect(ratingLevel(attribute, first)).toBe('low');
      expect(ratingLevel(attribute, last)).toBe('very_high');
      expect(ratingLevel(attribute, 5)).toBe('very_high');
    }
  });

  it('is told by sentences of its own level, with number and unit', () => {
    const said = describeRating('light', 3.61234, 3, Random.from(1));
    expect(said).toHaveLength(3);
    for (const one of said) {
      expect(one).toMatchObject({ source: 'human', checked: false, unit: 'rating', level: 3.612 });
      expect(wordings('light', 'rating high')).toContain(one.text);
    }
  });
});

describe('a residual', () => {
  const residual = (deviations: number, overall: number) => ({
    points: deviations * 0.2,
    deviation: 0.2,
    overall,
  });
  const say = (deviations: number, overall: number) =>
    describeResidual('color', residual(deviations, overall), 2, Random.from(3));

  it('is told in its own unit where it stands out, and not where it does not', () => {
    expect(say(0.7, 3)).toEqual([]);
    expect(say(-0.79, 3)).toEqual([]);
    for (const [deviations, level] of [
      [-2, 'far_below'],
      [-1, 'below'],
      [1, 'above'],
      [2, 'far_above'],
    ] as const) {
      for (const one of say(deviations, 3)) {
        expect(one).toMatchObject({ source: 'human', unit: 'residual', level: deviations * 0.2 });
        expect(wordings('color', `residual ${level}, picture ordinary`)).toContain(one.text);
      }
    }
  });

  it('takes the photo’s standing into account', () => {
    const drawn = (overall: number) =>
      Array.from({ length: 60 }, (_, seed) =>
        describeResidual('color', residual(2, overall), 2, Random.from(seed)),
      )
        .flat()
        .map(({ text }) => text)
        .join('\n');
    expect(drawn(2)).toContain('otherwise weak picture');
    expect(drawn(3)).toContain('otherwise ordinary picture');
    expect(drawn(4.2)).toContain('Even among so much that is good');
    expect(drawn(4.2)).not.toMatch(/weak|ordinary/);
  });
});

describe('vote shares', () => {
  const shares = (votes: Partial<Record<(typeof EMOTIONS)[number], number>>) =>
    EMOTIONS.map((name) => votes[name] ?? 0);
  const told = (votes: Parameters<typeof shares>[0]) =>
    describeEmotion(shares(votes), 1, Random.from(5));

  it('are told by what prevails, with the shares', () => {
    const said = told({ awe: 0.6, neutral: 0.4 });
    expect(wordings('emotion', 'awe most')).toContain(said[0]?.text);
    expect(wordings('emotion', 'neutral half')).toContain(said[1]?.text);
    expect(said).toHaveLength(2);
    for (const one of said) {
      expect(one).toMatchObject({ unit: 'votes', shares: shares({ awe: 0.6, neutral: 0.4 }) });
      expect(one).not.toHaveProperty('level');
    }
  });

  it('of two feelings are a mixture', () => {
    const said = told({ fear: 0.3, sadness: 0.2, neutral: 0.5 }).map(({ text }) => text);
    expect(wordings('emotion', 'fear some')).toContain(said[0]);
    expect(wordings('emotion', 'sadness few')).toContain(said[1]);
    expect(wordings('emotion', 'fear and sadness')).toContain(said[2]);
  });

  it('of no feeling are neutral, and of every feeling divided', () => {
    const neutral = told({ neutral: 0.9, awe: 0.1 });
    expect(neutral).toHaveLength(1);
    expect(wordings('emotion', 'neutral wholly')).toContain(neutral[0]?.text);
    const even = EMOTIONS.map(() => 1 / EMOTIONS.length);
    const divided = describeEmotion(even, 1, Random.from(1)).map(({ text }) => text);
    expect(divided.filter((text) => wordings('emotion', 'divided').includes(text))).toHaveLength(1);
  });

  it('of any kind are told by at least one sentence, never by one that calls a minority most', () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = Random.from(seed);
      const votes = EMOTIONS.map(() => random.uniform() ** 4);
      const sum = votes.reduce((a, b) => a + b, 0);
      const given = votes.map((vote) => vote / sum);
      const said = describeEmotion(given, 1, random);
      expect(said.length).toBeGreaterThan(0);
      if (Math.max(...given) < 0.5) {
        for (const { text } of said) expect(text).not.toMatch(/^Most|^What most|thoroughly/);
      }
    }
  });
});

describe('an edit', () => {
  it('is weak and strong where its kind says so', () => {
    for (const kind of EDIT_NAMES) {
      const { weak, strong } = EDIT_KINDS[kind];
      for (const amount of weak) expect(strengthOf(kind, amount)).toBe('weak');
      for (const amount of strong) expect(strengthOf(kind, amount)).toBe('strong');
    }
  });

  it('has a level away from 0 that grows with its amount, opposite to its opposite’s', () => {
    for (const kind of EDIT_NAMES) {
      const level = (amount: number) => {
        const { attribute, sentences } = describeEdit(kind, amount, 1, Random.from(1));
        expect(attribute).toBe(EDIT_KINDS[kind].attribute);
        const [one] = sentences;
        return one !== undefined && 'level' in one ? { ...one } : expect.unreachable();
      };
      const weak = level(EDIT_KINDS[kind].weak[0]);
      const strong = level(EDIT_KINDS[kind].strong[1]);
      expect(strong.unit).toBe(weak.unit);
      expect(Math.sign(strong.level)).toBe(Math.sign(weak.level));
      expect(Math.abs(strong.level)).toBeGreaterThan(Math.abs(weak.level));
    }
    const opposites = [
      ['darker', 'brighter'],
      ['flatter', 'harsher'],
      ['crushed_shadows', 'faded_shadows'],
      ['dull_highlights', 'blown_highlights'],
      ['desaturated', 'oversaturated'],
      ['cool', 'warm'],
      ['magenta', 'green'],
    ] as const;
    for (const pair of opposites) {
      const [down, up] = pair.map(
        (kind) => describeEdit(kind, 0.5, 1, Random.from(1)).sentences[0],
      );
      expect(down).toMatchObject({ unit: up?.unit, level: expect.any(Number) as number });
      expect(down !== undefined && 'level' in down ? down.level : 0).toBeLessThan(0);
      expect(up !== undefined && 'level' in up ? up.level : 0).toBeGreaterThan(0);
    }
  });

  it('is no fault where the copy would not show it, or be the better one', () => {
    for (const kind of EDIT_NAMES) expect(isFault(kind, USUAL), kind).toBe(true);
    expect(isFault('brighter', { ...USUAL, lightness: 20 })).toBe(false);
    expect(isFault('darker', { ...USUAL, lightness: 80 })).toBe(false);
    expect(isFault('desaturated', { ...USUAL, chroma: 2 })).toBe(false);
    expect(isFault('warm', { ...USUAL, warmth: -15 })).toBe(false);
    const foggy = Object.fromEntries(
      Object.entries(USUAL).filter(([name]) => name !== 'sharpness'),
    ) as unknown as Photometry;
    expect(isFault('defocus', foggy)).toBe(false);
    expect(isFault('noise', foggy)).toBe(true);
  });
});

describe('a measurement', () => {
  it('is told once for each thing that was measured and has words', () => {
    const said = describeMeasured(USUAL, 1, Random.from(1));
    const units = said.map(({ sentences: [one] }) => one?.unit);
    // Little white, black, green and red, light without a colour, and no line: nothing to say.
    expect(units).toEqual(['lightness', 'tonal_range', 'chroma', 'warmth', 'sharpness', 'noise']);
    for (const { sentences } of said) expect(sentences[0]).toMatchObject({ source: 'measured' });
  });

  it.each([
    ['light', 'lightness: very dark', { lightness: 12 }],
    ['light', 'tonal_range: very high contrast', { tonalRange: 97 }],
    ['light', 'white_area: large white areas', { whiteArea: 0.2 }],
    ['light', 'black_area: no black', { blackArea: 0 }],
    ['light', 'light_warmth: very warm light', { lightWarmth: 25 }],
    ['color', 'chroma: no colour', { chroma: 1 }],
    ['color', 'warmth: cold colours', { warmth: -20 }],
    ['color', 'green_area: much green', { greenArea: 0.5 }],
    ['color', 'red_area: red nearly everywhere', { redArea: 0.7 }],
    ['technical_quality', 'sharpness: soft', { sharpness: 1.1 }],
    ['technical_quality', 'noise: coarse grain', { noise: 3 }],
    ['composition', 'line_slope: level line', { lineSlope: 0.5 }],
    ['composition', 'line_slope: slanting line', { lineSlope: 6 }],
  ])('about %s is told by words for %s', (space, level, change) => {
    const said = describeMeasured({ ...USUAL, ...change }, 1, Random.from(2));
    const texts = said.flatMap(({ sentences }) => sentences.map(({ text }) => text));
    const expected = wordings(space, level);
    expect(texts.filter((text) => expected.includes(text))).toHaveLength(1);
  });

  it('has bands that follow one another without end', () => {
    for (const { bands } of FACTS) {
      const edges = bands.map(({ below }) => below);
      expect(edges.toSorted((a, b) => a - b)).toEqual(edges);
      expect(edges.at(-1)).toBe(Infinity);
    }
  });
});

const para = dataPath('para');
describe.skipIf(para === undefined)('the levels of PARA (skipped without KEEPERS_DATA)', () => {
  let rows: ParaRow[] = [];
  beforeAll(async () => {
    rows = await readPara(para ?? '', 'train');
  });

  it('end at the quantiles of its training ratings', () => {
    for (const [index, attribute] of RATED_ATTRIBUTES.entries()) {
      const ratings = Float64Array.from(rows, ({ means }) => means[index + 1] ?? NaN);
      const quantiles = EDGE_QUANTILES.map((share) => quantile(ratings, share));
      for (const [at, edge] of RATING_EDGES[attribute].entries()) {
        expect(Math.abs(edge - (quantiles[at] ?? NaN)), attribute).toBeLessThan(0.02);
      }
    }
    const overall = Float64Array.from(rows, ({ means }) => means[0] ?? NaN);
    for (const [at, share] of [0.2, 0.8].entries()) {
      expect(Math.abs((STANDING_EDGES[at] ?? NaN) - quantile(overall, share))).toBeLessThan(0.02);
    }
  });

  it('stand out in a fifth of the pictures to either side, far in a twentieth', () => {
    const { attributes } = ratingScaleOf(Float32Array.from(rows.flatMap(({ means }) => means)));
    expect(DEPARTURE_EDGES).toHaveLength(4);
    for (const [index, { intercept, slope, residualDeviation }] of attributes.entries()) {
      const counts = { far_below: 0, below: 0, usual: 0, above: 0, far_above: 0 };
      for (const { means } of rows) {
        const points = (means[index + 1] ?? NaN) - intercept - slope * (means[0] ?? NaN);
        counts[departureOf(points / residualDeviation)] += 1 / rows.length;
      }
      expect(counts.far_below + counts.below).toBeCloseTo(0.2, 1);
      expect(counts.far_above + counts.above).toBeCloseTo(0.2, 1);
      expect(Math.abs(counts.far_below - 0.05)).toBeLessThan(0.01);
      expect(Math.abs(counts.far_above - 0.05)).toBeLessThan(0.01);
    }
  });
});
