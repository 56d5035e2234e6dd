/** Every measure against values worked out by hand and against its definition, computed the slow way. */
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src-aesnet/evaluation/auc.ts';
import { plcc, srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { meanAbsoluteError } from '../../../src-aesnet/evaluation/mean-absolute-error.ts';
import { pairAccuracy } from '../../../src-aesnet/evaluation/pair-accuracy.ts';
import { median, quantile } from '../../../src-aesnet/evaluation/quantile.ts';
import { midranks } from '../../../src-aesnet/evaluation/ranks.ts';
import { columnOf, standardDeviation, take } from '../../../src-aesnet/evaluation/values.ts';
import { Random } from '../../../src-aesnet/random.ts';

const SEEDS = [1, 2, 3, 4, 5];

/** Two related rows with many ties. */
function sample(seed: number, count = 60) {
  const random = Random.from(seed);
  const labels = Float64Array.from({ length: count }, () => Math.round(random.normal() * 3) / 2);
  const scores = labels.map((label) => Math.round((label + random.normal()) * 4) / 4);
  return { labels, scores };
}

/** Rank by counting: everything below, half of the equals, and oneself. */
function countedRanks(values: Float64Array): number[] {
  return Array.from(values, (value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

function countedPairs(scores: Float64Array, labels: Float64Array, gap: number): number {
  let pairs = 0;
  let right = 0;
  for (const [i, label] of labels.entries()) {
    for (const [j, other] of labels.entries()) {
      if (!(label > other && label - other >= gap)) continue;
      pairs++;
      const difference = (scores[i] ?? NaN) - (scores[j] ?? NaN);
      right += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  return right / pairs;
}

describe('midranks', () => {
  it('share the mean of their places among equals', () => {
    expect([...midranks([30, 10, 20, 20, -5])]).toEqual([5, 2, 3.5, 3.5, 1]);
    expect([...midranks([7, 7, 7])]).toEqual([2, 2, 2]);
    expect([...midranks([])]).toEqual([]);
  });

  it.each(SEEDS)('agree with counting (seed %d)', (seed) => {
    const { scores } = sample(seed);
    expect([...midranks(scores)]).toEqual(countedRanks(scores));
  });

  it('refuse what is not a number', () => {
    expect(() => midranks([1, NaN, 2])).toThrow('value 1 is not a number');
  });
});

describe('correlations', () => {
  it('agree with values worked out by hand', () => {
    // Deviations −1.5, −0.5, 0.5, 1.5 and −1, 1, −1, 1: 2 / √(5 · 4).
    expect(plcc([1, 2, 3, 4], [0, 2, 0, 2])).toBeCloseTo(2 / Math.sqrt(20), 14);
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
    expect(srcc([1, 5, 5, 9], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 14);
    expect(srcc([1, 2, 3], [9, 4, 1])).toBeCloseTo(-1, 14);
    expect(plcc([1, 2, 4], [1, 2, 9])).toBeLessThan(1);
  });

  it.each(SEEDS)('SRCC stays under growing maps, PLCC under lines only (seed %d)', (seed) => {
    const { scores, labels } = sample(seed);
    const base = srcc(scores, labels);
    expect(srcc(scores.map(Math.exp), labels)).toBeCloseTo(base, 12);
    expect(
      srcc(
        scores,
        labels.map((x) => x ** 3),
      ),
    ).toBeCloseTo(base, 12);
    expect(
      srcc(
        scores.map((x) => -x),
        labels,
      ),
    ).toBeCloseTo(-base, 12);
    expect(srcc(labels, scores)).toBeCloseTo(base, 12);
    const linear = plcc(scores, labels);
    expect(
      plcc(
        scores.map((x) => 3 * x - 7),
        labels,
      ),
    ).toBeCloseTo(linear, 12);
    expect(
      Math.abs(
        plcc(
          scores.map((x) => x ** 3),
          labels,
        ) - linear,
      ),
    ).toBeGreaterThan(1e-3);
  });

  it('is not a number where one side is constant, and refuses rows of two lengths', () => {
    expect(srcc([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(() => plcc([1, 2], [1, 2, 3])).toThrow(RangeError);
  });
});

describe('pairAccuracy', () => {
  it('leaves equal labels out and counts equal scores half', () => {
    // Pairs with different labels: (1,2) right, (1,3) tie, (2,3) wrong → 1.5 of 3; the equal pair does not count.
    expect(pairAccuracy([1, 2, 1], [1, 2, 3])).toBe(0.5);
    expect(pairAccuracy([1, 5, 9], [2, 2, 3])).toBe(1);
    expect(pairAccuracy([1, 2], [3, 3])).toBeNaN();
  });

  it('keeps pairs whose labels differ by the minimum gap or more', () => {
    // Only (1, 2) differs by 1 or more, and it is in order; (1, 1.5) and (1.5, 2) are not counted.
    expect(pairAccuracy([1, 0, 2], [1, 1.5, 2], { minimumGap: 1 })).toBe(1);
    expect(pairAccuracy([1, 0, 2], [1, 1.5, 2])).toBeCloseTo(2 / 3, 14);
  });

  it.each(SEEDS)('agrees with counting all pairs (seed %d)', (seed) => {
    const { scores, labels } = sample(seed);
    for (const gap of [0, 0.5, 0.75, 1, 2]) {
      const found = pairAccuracy(scores, labels, { minimumGap: gap });
      expect(found).toBeCloseTo(countedPairs(scores, labels, gap), 12);
    }
  });
});

describe('auc', () => {
  it('agrees with values worked out by hand', () => {
    // Positives 3 and 1 against negatives 2 and 1: 3>2, 3>1, 1<2, 1=1 → 2.5 of 4.
    expect(auc([3, 2, 1, 1], [1, 0, 1, 0])).toBe(2.5 / 4);
    expect(auc([1, 2], [0, 0])).toBeNaN();
  });

  it.each(SEEDS)('is the pair accuracy of a label with two values (seed %d)', (seed) => {
    const { scores, labels } = sample(seed);
    const positive = labels.map((label) => (label > 0.5 ? 1 : 0));
    expect(auc(scores, positive)).toBeCloseTo(countedPairs(scores, positive, 0), 12);
  });
});

describe('small measures', () => {
  it('agree with values worked out by hand', () => {
    expect(meanAbsoluteError([1, 2, 5], [2, 2, 3])).toBe(1);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30], 0.75)).toBe(25);
    expect(quantile([10, 20, 30], 1)).toBe(30);
    expect(median([5])).toBe(5);
    expect(median([])).toBeNaN();
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
    expect([...take([5, 6, 7], [2, 0, 2])]).toEqual([7, 5, 7]);
    expect([...columnOf([1, 2, 3, 4, 5, 6], 1, 3)]).toEqual([2, 5]);
    expect(() => columnOf([1, 2, 3], 0, 2)).toThrow(RangeError);
  });
});
