import { describe, expect, it } from 'vitest';
import { agreement } from '../../../src-aesnet/evaluation/agreement.ts';

const predicted = Array.from({ length: 240 }, (_, index) => (index * 7) % 240);

describe('agreement', () => {
  it('tells what people say where a model says nearly the same', () => {
    const bins = agreement(
      predicted,
      predicted.map((value) => 2 * value + 1),
      { draws: 200 },
    );
    expect(bins).toHaveLength(12);
    expect(bins.every(({ pictures }) => pictures === 20)).toBe(true);
    for (const [at, { predicted: own, rated }] of bins.entries()) {
      expect(own).toBeCloseTo(20 * at + 9.5, 9);
      expect(rated.value).toBeCloseTo(2 * own + 1, 9);
      expect(rated.lower).toBeLessThan(rated.value);
      expect(rated.upper).toBeGreaterThan(rated.value);
    }
  });

  it('is flat where people say the same of all', () => {
    const bins = agreement(
      predicted,
      predicted.map(() => 3),
      { draws: 50 },
    );
    expect(new Set(bins.map(({ rated }) => rated.value))).toEqual(new Set([3]));
  });

  it('has fewer bins of fewer pictures, and none without any', () => {
    expect(agreement([1, 2, 3], [1, 2, 3], { draws: 10 })).toHaveLength(3);
    expect(agreement([], [])).toEqual([]);
    expect(() => agreement([1], [])).toThrow(RangeError);
  });
});
