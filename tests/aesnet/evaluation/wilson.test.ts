import { expect, it } from 'vitest';
import { wilson } from '../../../src-aesnet/evaluation/wilson.ts';

it('has the published ends, stays within 0 and 1, and narrows', () => {
  // Newcombe 1998, table I: 81 of 263 and 0 of 20.
  const { lower, upper } = wilson(81, 263);
  expect(lower).toBeCloseTo(0.2553, 4);
  expect(upper).toBeCloseTo(0.3662, 4);
  expect(wilson(0, 20).lower).toBe(0);
  expect(wilson(0, 20).upper).toBeCloseTo(0.1611, 4);
  expect(wilson(20, 20)).toMatchObject({ value: 1, upper: 1 });
  expect(wilson(500, 1000).upper).toBeLessThan(wilson(5, 10).upper);
});
