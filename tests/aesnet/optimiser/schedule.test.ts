import { describe, expect, it } from 'vitest';
import { averageDecay, rateShare } from '../../../src-aesnet/optimiser/schedule.ts';

const SCHEDULE = { steps: 110, warmUp: 10, floor: 0.1 };

describe('the learning rate', () => {
  it('rises in a line to its highest, and is never 0', () => {
    const shares = Array.from({ length: 10 }, (_, step) => rateShare(step, SCHEDULE));
    for (const [step, share] of shares.entries()) expect(share).toBeCloseTo((step + 1) / 10, 12);
  });

  it('falls along a cosine to the floor, and stays there', () => {
    expect(rateShare(10, SCHEDULE)).toBe(1);
    expect(rateShare(60, SCHEDULE)).toBeCloseTo(0.55, 12);
    expect(rateShare(35, SCHEDULE)).toBeCloseTo(0.1 + 0.9 * 0.5 * (1 + Math.SQRT1_2), 12);
    for (const step of [110, 111, 1e6]) expect(rateShare(step, SCHEDULE)).toBeCloseTo(0.1, 12);
    for (let step = 10; step < 110; step++) {
      expect(rateShare(step + 1, SCHEDULE)).toBeLessThan(rateShare(step, SCHEDULE));
    }
  });

  it('needs no warm-up', () => {
    expect(rateShare(0, { steps: 5, warmUp: 0, floor: 0 })).toBe(1);
    expect(rateShare(0, { steps: 0, warmUp: 0, floor: 0 })).toBe(1);
  });
});

describe('the average', () => {
  it('forgets the start quickly, and later keeps the most that it may', () => {
    expect(averageDecay(0, 0.999)).toBeCloseTo(0.1, 12);
    expect(averageDecay(89, 0.999)).toBeCloseTo(90 / 99, 12);
    expect(averageDecay(1e6, 0.999)).toBe(0.999);
  });
});
