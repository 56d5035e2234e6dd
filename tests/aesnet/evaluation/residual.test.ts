import { describe, expect, it } from 'vitest';
import { srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import {
  leastNoiseCorrelation,
  residualCeiling,
} from '../../../src-aesnet/evaluation/residual-ceiling.ts';
import { fitResidualLine, residuals } from '../../../src-aesnet/evaluation/residual.ts';
import { mean, standardDeviation } from '../../../src-aesnet/evaluation/values.ts';
import { Random } from '../../../src-aesnet/random.ts';

describe('residuals', () => {
  it('are what a line by least squares leaves', () => {
    // By hand: x̄ = 2, ȳ = 3, Σxy = 3, Σxx = 2 → b = 1.5, a = 0.
    const line = fitResidualLine([1, 2, 3], [2, 2, 5]);
    expect(line.intercept).toBeCloseTo(0, 14);
    expect(line.slope).toBeCloseTo(1.5, 14);
    const left = residuals([1, 2, 3], [2, 2, 5], line);
    expect([...left].map((value) => value.toFixed(12))).toEqual(
      [0.5, -1, 0.5].map((value) => value.toFixed(12)),
    );
  });

  it('are orthogonal to the overall score and sum to 0 on the pictures of the fit', () => {
    const random = Random.from(2);
    const x = Float64Array.from({ length: 50 }, () => random.normal());
    const y = x.map((value) => 2 - value + random.normal());
    const left = residuals(x, y, fitResidualLine(x, y));
    expect(mean(left)).toBeCloseTo(0, 12);
    expect(mean(left.map((value, i) => value * (x[i] ?? NaN)))).toBeCloseTo(0, 12);
  });

  it('has a flat line where every overall score is the same', () => {
    expect(fitResidualLine([3, 3], [1, 2])).toEqual({ intercept: 1.5, slope: 0 });
  });
});

/** Simulated raters: attribute and overall errors with the correlation `rho` within a rater. */
function simulate(rho: number, pictures = 3000, raters = 25) {
  const random = Random.from(17, Math.round(rho * 100));
  const aesthetic = new Float64Array(pictures);
  const attribute = new Float64Array(pictures);
  const attributeSd = new Float64Array(pictures);
  const aestheticSd = new Float64Array(pictures);
  const truth = new Float64Array(pictures);
  for (let picture = 0; picture < pictures; picture++) {
    const level = random.normal();
    truth[picture] = 0.2 * random.normal();
    const overall: number[] = [];
    const single: number[] = [];
    for (let rater = 0; rater < raters; rater++) {
      const shared = random.normal();
      const own = rho * shared + Math.sqrt(1 - rho * rho) * random.normal();
      overall.push(level + 0.5 * shared);
      single.push(0.9 * level + (truth[picture] ?? NaN) + 0.7 * own);
    }
    aesthetic[picture] = mean(overall);
    attribute[picture] = mean(single);
    aestheticSd[picture] = standardDeviation(overall);
    attributeSd[picture] = standardDeviation(single);
  }
  const line = fitResidualLine(aesthetic, attribute);
  const left = residuals(aesthetic, attribute, line);
  const people = {
    residuals: left,
    slope: line.slope,
    attributeSd,
    aestheticSd,
    raters: new Float64Array(pictures).fill(raters),
  };
  return { people, truth };
}

describe('residualCeiling', () => {
  it('is the formula, worked out by hand', () => {
    const people = {
      residuals: [-1, 1],
      slope: 0.5,
      attributeSd: [1, 1],
      aestheticSd: [2, 2],
      raters: [5, 5],
    };
    // v = (1 + 0.25·4 − 2·0.5·ρ·2) / 4 = 0.5 − 0.5·ρ; var(r) = 1.
    const ceiling = residualCeiling(people, 0.5);
    expect(ceiling.noiseVariance).toBeCloseTo(0.25, 14);
    expect(ceiling.reliability).toBeCloseTo(0.75, 14);
    expect(ceiling.srcc).toBeCloseTo((6 / Math.PI) * Math.asin(Math.sqrt(0.75) / 2), 14);
    expect(leastNoiseCorrelation(people)).toBeCloseTo(-1, 14);
    expect(residualCeiling(people, 1).srcc).toBeCloseTo(1, 14);
  });

  it.each([0, 0.4, 0.7])('is what the true residual reaches in a simulation with ρ = %d', (rho) => {
    const { people, truth } = simulate(rho);
    const reached = srcc(truth, people.residuals);
    expect(Math.abs(residualCeiling(people, rho).srcc - reached)).toBeLessThan(0.03);
    expect(leastNoiseCorrelation(people)).toBeLessThan(rho);
  });

  it('is 0 where noise alone would spread wider, and refuses a single rater', () => {
    const people = {
      residuals: [-0.1, 0.1],
      slope: 1,
      attributeSd: [1, 1],
      aestheticSd: [1, 1],
      raters: [26, 26],
    };
    expect(residualCeiling(people, 0).srcc).toBe(0);
    // 0.08 of noise less 0.08·ρ must fit into 0.01.
    expect(leastNoiseCorrelation(people)).toBeCloseTo(0.07 / 0.08, 12);
    expect(() => residualCeiling({ ...people, raters: [1, 26] }, 0)).toThrow(RangeError);
  });
});
