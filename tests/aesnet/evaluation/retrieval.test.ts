/** Retrieval by words, on vectors of which it is known what they find. */
import { describe, expect, it } from 'vitest';
import {
  cosinesWith,
  levelRetrieval,
  type UnitVectors,
} from '../../../src-aesnet/evaluation/level-retrieval.ts';
import { phraseRanking } from '../../../src-aesnet/evaluation/phrase-ranking.ts';
import { Random } from '../../../src-aesnet/random.ts';

const LEVELS = 5;

/** A direction on the half circle for each place from 0 to 4. */
function at(places: readonly number[]): UnitVectors {
  const angles = places.map((place) => (place / (LEVELS - 1)) * Math.PI);
  return {
    values: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    size: 2,
  };
}

const levels = Array.from({ length: 200 }, (_, index) => index % LEVELS);
const wordings = Array.from({ length: LEVELS }, (_, level) =>
  at([level - 0.1, level, level + 0.1]),
);
const find = (places: readonly number[], sentences = wordings) =>
  levelRetrieval(
    { pictures: at(places), wordings: sentences, levels, values: levels },
    Random.from(1),
    { draws: 200 },
  );

describe('levelRetrieval', () => {
  it('finds every level where pictures lie at their sentences', () => {
    const { exact, withinOne, srcc, pictures } = find(levels);
    expect([exact.value, withinOne.value, srcc.value]).toEqual([
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
    ]);
    expect(pictures).toBe(levels.length);
  });

  it('counts what is one off as within one, and two off as missed', () => {
    const oneOff = find(levels.map((level) => Math.abs(level - 1)));
    expect(oneOff.exact.value).toBeCloseTo(0, 9);
    expect(oneOff.withinOne.value).toBeCloseTo(1, 9);
    const twoOff = find(levels.map((level) => (level + 2) % LEVELS));
    expect(twoOff.withinOne.value).toBeCloseTo(0, 9);
  });

  it('finds the opposite where the sentences are the wrong way round', () => {
    expect(find(levels, [...wordings].reverse()).srcc.value).toBeCloseTo(-1, 9);
  });

  it('tells what one answer to all would find', () => {
    const { blindWithinOne, blindExact, withinOne } = find(levels.map(() => 2));
    expect([blindWithinOne, blindExact]).toEqual([0.6, 0.2]);
    expect(withinOne.value).toBeCloseTo(0.6, 9);
  });

  it('shows where a side has collapsed', () => {
    const { sentencesAlike, picturesAlike } = find(levels);
    // Opposite ends of the half circle, and places spread over it.
    expect(sentencesAlike).toBeLessThan(-0.98);
    const angle = (step: number) => Math.cos((step / (LEVELS - 1)) * Math.PI);
    const steps = levels.flatMap((a, i) => levels.flatMap((b, j) => (i === j ? [] : [a - b])));
    const mean = steps.reduce((sum, step) => sum + angle(step), 0) / steps.length;
    expect(picturesAlike).toBeCloseTo(mean, 5);
    const same = find(
      levels.map(() => 2),
      Array.from({ length: LEVELS }, () => at([1])),
    );
    expect([same.sentencesAlike, same.picturesAlike]).toEqual([
      expect.closeTo(1, 5),
      expect.closeTo(1, 5),
    ]);
  });

  it('averages over wordings', () => {
    // Of the lowest level every second sentence says the highest, and takes those pictures too.
    const mixed = [at([0, 4]), ...wordings.slice(1)];
    const { exact } = find(levels, mixed);
    expect(exact.value).toBeGreaterThan(0.65);
    expect(exact.value).toBeLessThan(0.95);
    expect(exact.lower).toBeLessThan(exact.value);
  });

  it('compares vectors of one size alone', () => {
    expect(() => cosinesWith(at([1]), { values: new Float32Array(3), size: 3 })).toThrow(
      /vectors of 2 values, received 3/,
    );
  });
});

describe('phraseRanking', () => {
  const phrase = at([4]).values;

  it('counts the copies that come closer than their originals', () => {
    const { strong, weak, pictures } = phraseRanking(phrase, {
      originals: at([1, 1, 1, 1]),
      weak: at([2, 0, 0.5, 1]),
      strong: at([3, 2, 4, 0]),
    });
    expect(pictures).toBe(4);
    expect(strong.value).toBe(0.75);
    // Equal is not closer.
    expect(weak.value).toBe(0.25);
    expect(strong.lower).toBeLessThanOrEqual(0.5);
  });

  it('needs a copy of every picture', () => {
    const three = { originals: at([1, 2]), weak: at([1, 2]), strong: at([1]) };
    expect(() => phraseRanking(phrase, three)).toThrow(/needs its copies/);
  });
});
