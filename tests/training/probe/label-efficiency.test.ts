import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { fitLines } from '../../../src-main/training/evaluate/figures.ts';
import {
  fitResidualProbe,
  meanOverAttributes,
  probedScores,
  residualSrcc,
  type RatedFeatures,
} from '../../../src-main/training/probe/label-efficiency.ts';
import { RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';

const WIDTH = 8;

/** Attribute k departs from 0.5 + 0.8 · overall by 0.3 times feature k, and by noise; the last two features mean nothing. */
function pictures(count: number, seed: number, noise: number): RatedFeatures {
  const random = Random.from(seed);
  const features = Float32Array.from({ length: count * WIDTH }, () => random.normal());
  const ratings = Array.from({ length: count }, (_, row) => {
    const overall = random.uniform(1.5, 4.5);
    const attributes = RATED_ATTRIBUTES.map((__, index) => {
      const departure = (features[row * WIDTH + index] as number) + noise * random.normal();
      return 0.5 + 0.8 * overall + 0.3 * departure;
    });
    return [overall, ...attributes];
  });
  return { features: matrix(features, WIDTH), ratings: Float64Array.from(ratings.flat()) };
}
const rowsOf = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

describe('a probe of residuals', () => {
  const held = pictures(400, 2, 0.5);
  const lines = fitLines(held.ratings);
  const agreement = (count: number) => {
    const learnt = pictures(count, 1, 0.5);
    return residualSrcc(fitResidualProbe(learnt, rowsOf(count), 1), held, lines);
  };

  it('finds what the feature says of each attribute, and more from more labels', () => {
    const many = agreement(600);
    for (const name of RATED_ATTRIBUTES) expect(many[name], name).toBeGreaterThan(0.8);
    expect(meanOverAttributes(agreement(12))).toBeLessThan(meanOverAttributes(many) - 0.03);
  });

  it('finds nothing where features and ratings are of different pictures', () => {
    const learnt = pictures(600, 1, 0.5);
    const { features } = pictures(600, 3, 0.5);
    const probe = fitResidualProbe({ ...learnt, features }, rowsOf(600), 1);
    expect(Math.abs(meanOverAttributes(residualSrcc(probe, held, lines)))).toBeLessThan(0.5);
  });

  it('learns from the pictures at the rows alone', () => {
    const learnt = pictures(600, 1, 0.5);
    const spoilt = { ...learnt, ratings: Float64Array.from(learnt.ratings) };
    (spoilt.ratings as Float64Array).fill(3, 300 * SCORED.length);
    const [before, after] = [learnt, spoilt].map((of) => fitResidualProbe(of, rowsOf(300), 1));
    expect(after).toEqual(before);
  });

  it('gives scores that depart from the network’s own by what it found', () => {
    const learnt = pictures(600, 1, 0);
    const probe = fitResidualProbe(learnt, rowsOf(600), 1);
    const overall = Float64Array.from({ length: 400 }, (_, row) => 1 + row / 100);
    const scores = probedScores(probe, held.features, overall);
    for (const row of [0, 7, 399]) {
      const score = overall[row] as number;
      expect(scores[row * SCORED.length]).toBeCloseTo(score, 5);
      for (const index of RATED_ATTRIBUTES.keys()) {
        const departure = held.features.values[row * WIDTH + index] as number;
        const expected = 0.5 + 0.8 * score + 0.3 * departure;
        expect(
          Math.abs((scores[row * SCORED.length + 1 + index] as number) - expected),
        ).toBeLessThan(0.15);
      }
    }
  });
});
