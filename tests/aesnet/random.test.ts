import { describe, expect, it } from 'vitest';
import { Random } from '../../src-aesnet/random.ts';

describe('random numbers', () => {
  it('are those of xoshiro128**', () => {
    // The first outputs from the state 1, 2, 3, 4, as the reference implementation gives them.
    const random = Random.restore([1, 2, 3, 4]);
    const given = Array.from({ length: 4 }, () => random.next());
    expect(given).toEqual([11520, 0, 5927040, 70819200]);
  });

  it('go on from a state that was kept', () => {
    const random = Random.from(7, 1);
    random.normal();
    const again = Random.restore(random.state);
    expect([again.next(), again.normal(), again.integer(9)]).toEqual([
      random.next(),
      random.normal(),
      random.integer(9),
    ]);
  });

  it('depend on every part of the seed and on their order', () => {
    const firsts = [[1], [2], [1, 0], [0, 1], [1, 1], [1, 0, 0]].map((p) =>
      Random.from(...p).next(),
    );
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('have the mean and the spread that they promise', () => {
    const random = Random.from(3);
    const moments = (draw: () => number) => {
      const values = Array.from({ length: 20_000 }, draw);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return { mean, deviation: Math.sqrt(variance) };
    };
    const normal = moments(() => random.normal());
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.deviation).toBeCloseTo(1, 1);
    const uniform = moments(() => random.uniform(2, 4));
    expect(uniform.mean).toBeCloseTo(3, 1);
    expect(uniform.deviation).toBeCloseTo(2 / Math.sqrt(12), 1);
    const picked = moments(() => random.pick([0, 1, 2], [1, 6, 1]));
    expect(picked.mean).toBeCloseTo(1, 1);
    expect(picked.deviation).toBeCloseTo(0.5, 1);
  });

  it('shuffle to every order alike', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = Random.from(seed).shuffle([0, 1, 2]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
