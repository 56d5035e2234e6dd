import { describe, expect, it } from 'vitest';
import { bootstrap, bootstrapDifference } from '../../../src-aesnet/evaluation/bootstrap.ts';
import { plcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { mean, take } from '../../../src-aesnet/evaluation/values.ts';
import { Random } from '../../../src-aesnet/random.ts';

const normals = (random: Random, count: number) =>
  Float64Array.from({ length: count }, () => random.normal());

describe('bootstrap', () => {
  it('gives the figure of all pictures, and the same interval for the same seed', () => {
    const values = normals(Random.from(3), 40);
    const statistic = (rows: Uint32Array) => mean(take(values, rows));
    const estimate = bootstrap(40, statistic, { seed: 5 });
    expect(estimate.value).toBeCloseTo(mean(values), 12);
    expect(bootstrap(40, statistic, { seed: 5 })).toEqual(estimate);
    expect(bootstrap(40, statistic, { seed: 6 })).not.toEqual(estimate);
    // The bootstrap's own standard error is σ/√N with σ divided by N: 1.96 of them each way.
    const sd = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / 40);
    expect(estimate.upper - estimate.lower).toBeCloseTo(2 * 1.96 * sd, 1);
  });

  it('holds the truth in about 95 % of simulated samples, and 80 % when asked for that', () => {
    const random = Random.from(11);
    const runs = 400;
    const hits = { wide: 0, narrow: 0 };
    for (let run = 0; run < runs; run++) {
      const a = normals(random, 80);
      const b = a.map((value) => 0.6 * value + 0.8 * random.normal());
      const statistic = (rows: Uint32Array) => plcc(take(a, rows), take(b, rows));
      const options = { draws: 300, seed: run };
      const wide = bootstrap(80, statistic, options);
      const narrow = bootstrap(80, statistic, { ...options, level: 0.8 });
      if (wide.lower <= 0.6 && 0.6 <= wide.upper) hits.wide++;
      if (narrow.lower <= 0.6 && 0.6 <= narrow.upper) hits.narrow++;
    }
    // Binomial standard errors 0.011 and 0.02; a percentile interval of 80 pictures is a little short.
    expect(hits.wide / runs).toBeGreaterThan(0.9);
    expect(hits.wide / runs).toBeLessThan(0.98);
    expect(hits.narrow / runs).toBeGreaterThan(0.73);
    expect(hits.narrow / runs).toBeLessThan(0.86);
  });

  it('compares two figures on the same drawn pictures', () => {
    const random = Random.from(8);
    const first = normals(random, 200);
    const second = first.map((value) => value - 0.1 + 0.01 * random.normal());
    const ofFirst = (rows: Uint32Array) => mean(take(first, rows));
    const ofSecond = (rows: Uint32Array) => mean(take(second, rows));
    const difference = bootstrapDifference(200, ofFirst, ofSecond);
    expect(difference.value).toBeCloseTo(0.1, 2);
    expect(difference.lower).toBeGreaterThan(0.09);
    expect(difference.upper).toBeLessThan(0.11);
  });

  it('leaves draws without a figure out, and says NaN where none has one', () => {
    const odd = bootstrap(3, (rows) => ((rows[0] ?? 0) === 0 ? NaN : (rows[0] ?? 0)));
    expect(odd.value).toBeNaN();
    expect(odd.lower).toBe(1);
    expect(odd.upper).toBe(2);
    expect(bootstrap(3, () => NaN).lower).toBeNaN();
  });
});
