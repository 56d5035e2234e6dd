import { describe, expect, it } from 'vitest';
import { summariseDamage } from '../../../src-aesnet/evaluation/damage.ts';
import { movesMost } from '../../../src-aesnet/evaluation/moves-most.ts';
import { neighbourHits } from '../../../src-aesnet/evaluation/nearest-neighbours.ts';
import { shareWithin, spreadScale } from '../../../src-aesnet/evaluation/spread.ts';
import { summariseStability } from '../../../src-aesnet/evaluation/stability.ts';
import { mean } from '../../../src-aesnet/evaluation/values.ts';
import { Random } from '../../../src-aesnet/random.ts';

describe('spread', () => {
  it('counts people whose mean lies within it', () => {
    // Errors in spreads: 1, 0.5, 2, 1.5.
    const scores = [3, 3, 3, 3];
    const means = [3.5, 3.25, 2, 4.5];
    const spread = [0.5, 0.5, 0.5, 1];
    expect(shareWithin(scores, means, spread)).toBe(0.5);
    expect(() => shareWithin([3], [3], [0])).toThrow(RangeError);
  });

  it('scales to the share asked for', () => {
    const random = Random.from(4);
    const means = Float64Array.from({ length: 2000 }, () => random.normal());
    const scores = new Float64Array(2000);
    const spread = new Float64Array(2000).fill(0.3);
    const scale = spreadScale(scores, means, spread);
    // 68.27 % of a normal lie within 1, which is 1 / 0.3 of these spreads.
    expect(scale).toBeGreaterThan(3.1);
    expect(scale).toBeLessThan(3.5);
    const scaled = spread.map((value) => value * scale);
    expect(shareWithin(scores, means, scaled)).toBeCloseTo(0.68, 3);
  });
});

describe('neighbourHits', () => {
  it('asks the nearest others, by direction alone', () => {
    const angles = [0, 5, 10, 90, 94, 100];
    const classes = ['a', 'a', 'a', 'b', 'b', 'a'];
    const values = angles.flatMap((angle, i) => {
      const length = 1 + i;
      const radians = (angle * Math.PI) / 180;
      return [length * Math.cos(radians), length * Math.sin(radians)];
    });
    // The last one's neighbours are both b; each b is nearer to the other b than to it.
    expect([...neighbourHits({ values, size: 2 }, classes, 2)]).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('breaks ties by likeness, then by nearness', () => {
    // Row 0 sees b (cosine 0.96), a (0.8) and c (0.6): one vote each, b is most like it.
    const values = [1, 0, 0.8, 0.6, 0.96, 0.28, 0.6, 0.8];
    const classes = ['a', 'a', 'b', 'c'];
    const [first] = neighbourHits({ values, size: 2 }, classes, 3);
    expect(first).toBe(0);
    const [asB] = neighbourHits({ values, size: 2 }, ['b', 'a', 'b', 'c'], 3);
    expect(asB).toBe(1);
  });

  it('agrees with sorting all similarities', () => {
    const random = Random.from(21);
    const size = 5;
    const count = 60;
    const classes = Array.from({ length: count }, () => random.pick(['x', 'y', 'z']));
    const values = classes.flatMap((name) =>
      Array.from({ length: size }, (_, i) => random.normal() + (name === 'xyz'[i] ? 1 : 0)),
    );
    const row = (i: number) => values.slice(i * size, (i + 1) * size);
    const cosine = (a: number[], b: number[]) => {
      const dot = (p: number[], q: number[]) => p.reduce((s, v, i) => s + v * (q[i] ?? NaN), 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    const expected = classes.map((own, i) => {
      const near = classes
        .map((name, j) => ({ name, j, likeness: cosine(row(i), row(j)) }))
        .filter(({ j }) => j !== i)
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, 7);
      const tally = Object.entries(Object.groupBy(near, ({ name }) => name)).map(
        ([name, group = []]) => ({
          name,
          votes: group.length,
          sum: group.reduce((total, { likeness }) => total + likeness, 0),
        }),
      );
      tally.sort((a, b) => b.votes - a.votes || b.sum - a.sum);
      return tally[0]?.name === own ? 1 : 0;
    });
    const found = neighbourHits({ values, size }, classes);
    expect([...found]).toEqual(expected);
    expect(mean(found)).toBeGreaterThan(0.4);
  });

  it('refuses vectors without a direction and too few rows', () => {
    expect(() => neighbourHits({ values: [0, 0, 1, 0], size: 2 }, ['a', 'a'], 1)).toThrow(
      'vector 0',
    );
    expect(() => neighbourHits({ values: [1, 2], size: 1 }, ['a', 'a'])).toThrow(RangeError);
  });
});

describe('summaries of edited photos', () => {
  it('of damage', () => {
    expect(
      summariseDamage({ clean: [3, 4, 2, 5], weak: [2, 4, 1, 4], strong: [1, 3, 2, 5] }),
    ).toEqual({
      photos: 4,
      cleanAboveStrong: 0.5,
      cleanAboveWeak: 0.75,
      strongMargin: 0.5,
      weakMargin: 1,
      weakAboveStrong: 0.5,
    });
  });

  it('of harmless changes', () => {
    expect(summariseStability([1, 2, 3], [1.5, 1, 3])).toEqual({
      photos: 3,
      median: 0.5,
      percentile95: 0.95,
      maximum: 1,
    });
  });

  it('of the attribute that moved most, in its own deviations', () => {
    const original = [3, 3, 3, 3];
    // Raw moves are 0.4 and 0.5, in deviations 2 and 1; then downwards; then none.
    expect([...movesMost(original, [3.4, 3.5, 3, 2.5], [0.2, 0.5])]).toEqual([0, 1]);
    expect([...movesMost([1, 2], [1, 2], [1, 1])]).toEqual([0]);
    expect(() => movesMost([1, 2], [1, 2], [1, 0])).toThrow(RangeError);
  });
});
