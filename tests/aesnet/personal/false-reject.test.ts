import { describe, expect, it } from 'vitest';
import {
  binomialUpper,
  falseRejectBounds,
  suggestCutOff,
} from '../../../src-aesnet/personal/false-reject.ts';
import { Random } from '../../../src-aesnet/random.ts';

describe('binomialUpper', () => {
  it('is the share at which so few are seen with the remaining probability', () => {
    // 1 − p^(1/n) for none, by hand; 2 of 140 is METHOD's example.
    expect(binomialUpper(0, 20, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 20), 12);
    expect(binomialUpper(2, 140, 0.95)).toBeCloseTo(0.0444, 3);
    expect(binomialUpper(19, 20, 0.95)).toBeCloseTo(0.95 ** (1 / 20), 12);
    expect(binomialUpper(20, 20, 0.95)).toBe(1);
    expect(binomialUpper(0, 0, 0.95)).toBe(1);
    expect(binomialUpper(50, 20_000, 0.95)).toBeLessThan(0.0035);
    expect(() => binomialUpper(3, 2, 0.95)).toThrow(RangeError);
  });

  it('agrees with the sum of probabilities', () => {
    const choose = (n: number, k: number): number =>
      k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k;
    for (const [hits, trials] of [
      [1, 12],
      [5, 30],
      [9, 15],
    ] as const) {
      const p = binomialUpper(hits, trials, 0.9);
      let sum = 0;
      for (let k = 0; k <= hits; k++) sum += choose(trials, k) * p ** k * (1 - p) ** (trials - k);
      expect(sum).toBeCloseTo(0.1, 10);
    }
  });
});

describe('falseRejectBounds', () => {
  it('holds at all cut-offs together in 95 of 100 cases and more', () => {
    const random = Random.from(1);
    const cutOffs = [-1.5, -1.2, -1, -0.8];
    // Shares of a standard normal below them.
    const truth = [0.0668, 0.1151, 0.1587, 0.2119];
    let held = 0;
    const cases = 2000;
    for (let n = 0; n < cases; n++) {
      const scores = Array.from({ length: 60 }, () => random.normal());
      const bounds = falseRejectBounds(scores, cutOffs);
      if (bounds.every(({ upper }, at) => upper >= (truth[at] ?? NaN))) held++;
    }
    expect(held / cases).toBeGreaterThan(0.95);
    // Exact, so not without need wide: an uncorrected bound would hold less often.
    expect(held / cases).toBeLessThan(0.995);
  });

  it('counts keepers below the cut-off, and knows nothing without any', () => {
    expect(falseRejectBounds([1, 2, 3], [2])[0]).toMatchObject({ lost: 1, keepers: 3 });
    expect(falseRejectBounds([], [2])[0]?.upper).toBe(1);
  });

  it('suggests the highest cut-off within what the person allows', () => {
    const scores = Array.from({ length: 200 }, (_, at) => at / 200);
    const bounds = falseRejectBounds(scores, [0, 0.02, 0.05, 0.4]);
    expect(suggestCutOff(bounds, 0.06)?.cutOff).toBe(0.02);
    expect(suggestCutOff(bounds, 0.001)).toBeUndefined();
  });
});
