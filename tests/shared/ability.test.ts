import { describe, expect, it } from 'vitest';
import { mayNameEmotion, maySayLevel, maySayStandsOut } from '../../src-shared/ability.ts';

const attribute = (srcc: number, residual: number, lower: number) => ({
  level: { srcc },
  residual: { srcc: residual, lower },
});

describe('what may be said in words', () => {
  it.each([
    [attribute(0.8, 0, 0), true],
    [attribute(0.799, 0.9, 0.9), false],
    [undefined, false],
  ])('of a level: %j → %s', (ability, may) => {
    expect(maySayLevel(ability)).toBe(may);
  });

  it.each([
    [attribute(0.2, 0.25, 0.151), true],
    [attribute(0.9, 0.249, 0.24), false],
    // The limit itself does not exceed it.
    [attribute(0.9, 0.4, 0.15), false],
    [undefined, false],
  ])('of what stands out: %j → %s', (ability, may) => {
    expect(maySayStandsOut(ability)).toBe(may);
  });

  it.each([
    [{ auc: 0.8, lower: 0.701, positives: 30 }, true],
    [{ auc: 0.799, lower: 0.79, positives: 300 }, false],
    [{ auc: 0.9, lower: 0.7, positives: 300 }, false],
    [{ auc: 0.95, lower: 0.9, positives: 29 }, false],
    [undefined, false],
  ])('of an emotion: %j → %s', (ability, may) => {
    expect(mayNameEmotion(ability)).toBe(may);
  });
});
