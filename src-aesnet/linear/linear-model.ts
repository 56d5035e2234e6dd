import type { ColumnScale, Matrix } from './matrix.ts';
import type { RidgeSolution } from './ridge-system.ts';

/** ŷ = x·W + b, in the units of the data. */
export interface LinearModel {
  readonly features: number;
  readonly targets: number;
  /** W, row-major [features, targets]. */
  readonly weights: Float64Array;
  /** b, one a target. */
  readonly intercepts: Float64Array;
}

/** A model in the units of the data from one solution a target in standardised units. */
export function unscaledModel(
  solutions: readonly RidgeSolution[],
  feature: ColumnScale,
  target: ColumnScale,
): LinearModel {
  const features = feature.means.length;
  const targets = solutions.length;
  const weights = new Float64Array(features * targets);
  const intercepts = new Float64Array(targets);
  for (const [t, solution] of solutions.entries()) {
    const spread = target.deviations[t] as number;
    let intercept = (target.means[t] as number) + solution.intercept * spread;
    for (let i = 0; i < features; i++) {
      const weight = ((solution.weights[i] as number) * spread) / (feature.deviations[i] as number);
      weights[i * targets + t] = weight;
      intercept -= weight * (feature.means[i] as number);
    }
    intercepts[t] = intercept;
  }
  return { features, targets, weights, intercepts };
}

/** Row-major [N, targets]. Throws a RangeError for features of another number. */
export function predictLinear(model: LinearModel, x: Matrix): Float64Array {
  const { features, targets, weights, intercepts } = model;
  if (x.columns !== features) {
    throw new RangeError(`the model reads ${features} features, received ${x.columns}`);
  }
  const result = new Float64Array(x.rows * targets);
  for (let row = 0; row < x.rows; row++) {
    const out = result.subarray(row * targets, (row + 1) * targets);
    out.set(intercepts);
    for (let i = 0; i < features; i++) {
      const value = x.values[row * features + i] as number;
      for (let t = 0; t < targets; t++) {
        out[t] = (out[t] as number) + value * (weights[i * targets + t] as number);
      }
    }
  }
  return result;
}
