import { describe, expect, it } from 'vitest';
import { rankedLevels } from '../../../src-aesnet/training/ranked-levels.ts';
import { Random } from '../../../src-aesnet/random.ts';

const random = Random.from(5);
const levels = Float32Array.from({ length: 4001 }, () => random.normal() ** 3);

describe('levels by rank', () => {
  it('are even, of mean 0 and deviation 1, whatever the levels are', () => {
    const even = levels.map(rankedLevels(levels, 1));
    const mean = even.reduce((sum, each) => sum + each, 0) / even.length;
    const variance = even.reduce((sum, each) => sum + (each - mean) ** 2, 0) / even.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 5);
    const sorted = even.toSorted();
    expect(sorted[1000]).toBeCloseTo(-Math.sqrt(3) / 2, 2);
    expect(sorted.at(-1)).toBeCloseTo(Math.sqrt(3), 2);
  });

  it('keep the order, and give equal levels the middle of their ranks', () => {
    const of = rankedLevels(Float32Array.of(2, 1, 1, 3), 1);
    const rank = (level: number) => (of(level) / Math.sqrt(3) + 1) * 2;
    expect([0, 1, 1.5, 2, 3, 9].map(rank).map((each) => Math.round(each * 10) / 10)).toEqual([
      0, 1, 2, 2.5, 3.5, 4,
    ]);
  });

  it('are mixed with the levels by their share', () => {
    const [none, half, all] = [0, 0.5, 1].map((share) => rankedLevels(levels, share));
    expect(none?.(0.7)).toBe(0.7);
    expect(half?.(0.7)).toBeCloseTo(((all?.(0.7) ?? NaN) + 0.7) / 2, 9);
  });

  it('need levels', () => {
    expect(() => rankedLevels(new Float32Array(0), 1)).toThrow(RangeError);
  });
});
