import { describe, expect, it } from 'vitest';
import { expectedLevel, residualsOf } from '../../src-shared/residual.ts';

const lines = {
  light: { intercept: 0.5, slope: 0.8 },
  color: { intercept: -0.25, slope: 1.125 },
  content: { intercept: 0, slope: 1 },
};

describe('the residual', () => {
  it('is the score less what the overall score predicts', () => {
    expect(expectedLevel(4, lines.light)).toBeCloseTo(3.7, 12);
    expect(residualsOf({ aesthetic: 4, light: 4, color: 4 }, lines)).toEqual({
      light: expect.closeTo(0.3, 12) as number,
      // By hand: 4 − (−0.25 + 4.5).
      color: -0.25,
    });
  });

  it('is of attributes alone that have both a score and a line', () => {
    expect(residualsOf({ aesthetic: 3, composition: 3, content: 3.5 }, lines)).toEqual({
      content: 0.5,
    });
    expect(residualsOf({ light: 4 }, lines)).toEqual({});
    expect(residualsOf({ aesthetic: 3, light: 4 }, {})).toEqual({});
  });
});
