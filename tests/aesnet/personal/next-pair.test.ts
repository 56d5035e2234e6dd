import { describe, expect, it } from 'vitest';
import {
  expectedInformation,
  nextPair,
  type AskedPair,
} from '../../../src-aesnet/personal/next-pair.ts';
import { differenceVariance, personalScores } from '../../../src-aesnet/personal/personal-score.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { randomTable } from './support.ts';

const PHOTOS = Array.from({ length: 40 }, (_, photo) => photo);
const MODEL = {
  weights: Float64Array.of(0.3, -0.2),
  covariance: Float64Array.of(0.2, 0, 0, 0.02),
  scale: 0.4,
};
const table = randomTable(Random.from(1), 40, ['scene', 'residual']);

function session(
  count: number,
  alike: (i: number, j: number) => boolean = () => false,
  photos = PHOTOS,
) {
  const random = Random.from(2);
  const asked: AskedPair[] = [];
  for (let n = 0; n < count; n++) {
    const pair = nextPair(table, MODEL, { photos, asked, alike, random });
    if (pair === undefined) break;
    asked.push(pair);
  }
  return asked;
}

describe('expectedInformation', () => {
  it('agrees with the average over draws', () => {
    const random = Random.from(3);
    const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    for (const [mean, deviation] of [
      [0, 1],
      [1.5, 0.7],
      [-2, 3],
    ] as const) {
      const draws = Array.from(
        { length: 200_000 },
        () => 1 / (1 + Math.exp(-mean - deviation * random.normal())),
      );
      const average = (of: number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
      const expected = entropy(average(draws)) - average(draws.map(entropy));
      expect(expectedInformation(mean, deviation)).toBeCloseTo(expected, 2);
    }
  });

  it('is nothing where the answer is known or nothing can be learnt, and more where more is unknown', () => {
    expect(expectedInformation(0, 0)).toBeCloseTo(0, 12);
    expect(expectedInformation(50, 1)).toBeCloseTo(0, 9);
    expect(expectedInformation(0, 2)).toBeGreaterThan(expectedInformation(0, 1));
    expect(expectedInformation(0, 1)).toBeGreaterThan(expectedInformation(3, 1));
    expect(expectedInformation(0, 1e6)).toBeLessThanOrEqual(Math.LN2);
  });
});

describe('nextPair', () => {
  it('asks one random pair in three, and repeats one in ten with the sides swapped', () => {
    const asked = session(30);
    expect(asked.filter(({ purpose }) => purpose === 'repeat')).toHaveLength(3);
    expect(asked.filter(({ purpose }) => purpose === 'random').length).toBeGreaterThanOrEqual(9);
    for (const [at, { purpose, left, right }] of asked.entries()) {
      const earlier = asked.slice(0, at);
      const same = earlier.findIndex((pair) => pair.left === right && pair.right === left);
      if (purpose === 'repeat') {
        expect(same).toBeGreaterThanOrEqual(0);
        expect(at - same).toBeGreaterThan(4);
      } else {
        expect(same).toBe(-1);
        expect(earlier.some((pair) => pair.left === left && pair.right === right)).toBe(false);
      }
    }
  });

  it('asks informative pairs that tell more than random ones', () => {
    const scores = personalScores(table, MODEL);
    const told = (purpose: AskedPair['purpose']) => {
      const pairs = session(60).filter((pair) => pair.purpose === purpose);
      const sum = pairs.reduce((total, { left, right }) => {
        const mean = (scores[left] ?? NaN) - (scores[right] ?? NaN);
        const deviation = Math.sqrt(differenceVariance(table, MODEL, left, right));
        return total + expectedInformation(mean / 0.4, deviation / 0.4);
      }, 0);
      return sum / pairs.length;
    };
    expect(told('informative')).toBeGreaterThan(2 * told('random'));
  });

  it('never asks about photos that are alike, and stops where all are', () => {
    const sameBurst = (i: number, j: number) => Math.floor(i / 20) === Math.floor(j / 20);
    const asked = session(40, sameBurst);
    expect(asked).toHaveLength(40);
    for (const { left, right } of asked) expect(sameBurst(left, right)).toBe(false);
    expect(session(5, () => true)).toEqual([]);
    expect(session(5, () => false, [7])).toEqual([]);
    expect(session(5, () => false, [])).toEqual([]);
  });
});
