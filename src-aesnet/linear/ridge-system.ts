import { cholesky, solveCholesky } from './cholesky.ts';

/**
 * The normal equations of a ridge regression with an unpenalised intercept, from a `gramMatrix` whose columns
 * are D features, T targets and one:
 *
 *     minimise  (1/n)·Σ (y − b − z·w)² + λ·|w|²      →      (S + λI)·w = c,   b = ȳ − z̄·w
 *
 * with S and c the covariances of the features and of features with targets (divided by n). λ is relative to a
 * feature of variance 1 and does not depend on the number of rows.
 */
export interface RidgeSystem {
  readonly features: number;
  readonly targets: number;
  /** S, row-major [D, D]. */
  readonly covariance: Float64Array;
  /** c, one row of D a target: [T, D]. */
  readonly cross: Float64Array;
  /** z̄ [D] and ȳ [T]. */
  readonly featureMeans: Float64Array;
  readonly targetMeans: Float64Array;
}

/** Centres the gram matrix about the means of its rows, which need not be 0: a fold has means of its own. */
export function ridgeSystem(gram: Float64Array, features: number, targets: number): RidgeSystem {
  const columns = features + targets + 1;
  const ones = (columns - 1) * columns;
  const n = gram[ones + columns - 1] as number;
  const means = gram.slice(ones, ones + columns - 1).map((sum) => sum / n);
  const covariance = new Float64Array(features * features);
  for (let i = 0; i < features; i++) {
    const mean = means[i] as number;
    for (let j = 0; j < features; j++) {
      covariance[i * features + j] =
        (gram[i * columns + j] as number) / n - mean * (means[j] as number);
    }
  }
  const cross = new Float64Array(targets * features);
  for (let t = 0; t < targets; t++) {
    const mean = means[features + t] as number;
    for (let i = 0; i < features; i++) {
      cross[t * features + i] =
        (gram[(features + t) * columns + i] as number) / n - mean * (means[i] as number);
    }
  }
  return {
    features,
    targets,
    covariance,
    cross,
    featureMeans: means.slice(0, features),
    targetMeans: means.slice(features),
  };
}

/** The Cholesky factor of S + λI. Throws a RangeError for a λ too small for features that depend on each other. */
export function penalisedFactor(system: RidgeSystem, lambda: number): Float64Array {
  const { features } = system;
  const penalised = system.covariance.slice();
  for (let i = 0; i < features; i++) {
    const at = i * features + i;
    penalised[at] = (penalised[at] as number) + lambda;
  }
  return cholesky(penalised, features);
}

/** One target's weights [D] and intercept, in the units of the gram matrix's columns. */
export interface RidgeSolution {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** Solves for one target with the factor of S + λI. */
export function solveRidge(
  system: RidgeSystem,
  factor: Float64Array,
  target: number,
): RidgeSolution {
  const { features, cross, featureMeans, targetMeans } = system;
  const weights = cross.slice(target * features, (target + 1) * features);
  solveCholesky(factor, features, weights);
  let intercept = targetMeans[target] as number;
  for (let i = 0; i < features; i++) {
    intercept -= (weights[i] as number) * (featureMeans[i] as number);
  }
  return { weights, intercept };
}
