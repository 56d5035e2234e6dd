import { describe, expect, it } from 'vitest';
import { emotionFigures } from '../../../src-aesnet/evaluation/emotion.ts';
import { jensenShannon } from '../../../src-aesnet/evaluation/jensen-shannon.ts';
import { meanShares, topClass } from '../../../src-aesnet/evaluation/shares.ts';

const table = (...values: number[]) => ({ values, classes: 2 });

describe('shares', () => {
  it('have a base rate and a first class', () => {
    expect([...meanShares(table(0.25, 0.75, 1, 0))]).toEqual([0.625, 0.375]);
    expect(topClass(table(0.25, 0.75, 0.5, 0.5), 0)).toBe(1);
    expect(topClass(table(0.25, 0.75, 0.5, 0.5), 1)).toBe(0);
  });
});

describe('jensenShannon', () => {
  it('is 0 for equals, ln 2 for strangers, symmetric, and as worked out by hand', () => {
    const [same, strangers] = jensenShannon(table(0.3, 0.7, 1, 0), [0.3, 0.7, 0, 1]);
    expect(same).toBeCloseTo(0, 15);
    expect(strangers).toBeCloseTo(Math.LN2, 15);
    const [there = NaN] = jensenShannon(table(1, 0), [0.5, 0.5]);
    const [back = NaN] = jensenShannon(table(0.5, 0.5), [1, 0]);
    // Middle (0.75, 0.25): ½·ln(4/3) + ½·(½·ln(2/3) + ½·ln 2).
    const byHand = 0.5 * Math.log(4 / 3) + 0.25 * Math.log(2 / 3) + 0.25 * Math.LN2;
    expect(there).toBeCloseTo(byHand, 14);
    expect(back).toBeCloseTo(byHand, 14);
  });

  it('compares every row with one base', () => {
    expect([...jensenShannon(table(1, 0, 0, 1), [1, 0])]).toEqual([0, Math.LN2]);
    expect(() => jensenShannon(table(1, 0, 0, 1, 1, 0), [1, 0, 0, 1])).toThrow(RangeError);
  });
});

describe('emotionFigures', () => {
  const people = table(0.8, 0.2, 0.2, 0.8, 0.9, 0.1, 1, 0, 0.5, 0.5);

  it('gives full marks to people themselves and none to the base rate', () => {
    const perfect = emotionFigures(people, people);
    expect(perfect.skill.value).toBe(1);
    expect(perfect.top1.value).toBe(1);
    const base = meanShares(people);
    const constant = { classes: 2, values: Array.from({ length: 5 }, () => [...base]).flat() };
    const none = emotionFigures(constant, people);
    expect(none.skill.value).toBeCloseTo(0, 14);
    // Class 0 is first, alone or with the other, in four of five.
    expect(none.top1.value).toBeCloseTo(0.8, 14);
    expect(none.majority).toBeCloseTo(0.8, 14);
  });

  it('measures skill against a given base', () => {
    const guess = table(0.7, 0.3, 0.3, 0.7, 0.7, 0.3, 0.7, 0.3, 0.7, 0.3);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    const uniform = [0.5, 0.5];
    const expected =
      1 - sum(jensenShannon(people, guess.values)) / sum(jensenShannon(people, uniform));
    expect(emotionFigures(guess, people, uniform).skill.value).toBeCloseTo(expected, 14);
  });

  it('tells pictures with a quarter of the votes by AUC, with their number', () => {
    const guess = table(0.5, 0.5, 0.1, 0.9, 0.6, 0.4, 0.7, 0.3, 0.2, 0.8);
    const { classes } = emotionFigures(guess, people);
    // Class 0: rows 0, 2, 3, 4 have a quarter; 0.5, 0.6, 0.7 and 0.2 all beat 0.1.
    expect(classes[0]?.positives).toBe(4);
    expect(classes[0]?.auc.value).toBe(1);
    // Class 1: rows 1 and 4 (0.9, 0.8) against 0.5, 0.4 and 0.3.
    expect(classes[1]?.positives).toBe(2);
    expect(classes[1]?.auc.value).toBe(1);
    const reversed = table(0.5, 0.5, 0.9, 0.1, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8);
    expect(emotionFigures(reversed, people).classes[1]?.auc.value).toBe(0.5);
  });
});
