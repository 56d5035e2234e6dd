import { rowsOfFold, type Folds } from './folds.ts';
import { gramMatrix } from './gram.ts';
import { DualRidge } from './dual-ridge.ts';
import { unscaledModel, type LinearModel } from './linear-model.ts';
import type { Matrix } from './matrix.ts';
import { ridgeData, ridgeModel, type RidgeData } from './ridge.ts';
import { penalisedFactor, ridgeSystem, solveRidge } from './ridge-system.ts';

/** A ridge regression whose penalties were chosen by cross-validation. */
export interface ChosenRidge {
  readonly model: LinearModel;
  /** The best λ of each target. */
  readonly lambdas: readonly number[];
  /** Cross-validated share of each target's variance that is left, row-major [λ, target]; 1 is no use. */
  readonly errors: Float64Array;
}

/** λ from hardly any to strong, relative to a feature of variance 1. */
export const LAMBDAS: readonly number[] = [1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 3, 10];

/**
 * Chooses λ for each target by cross-validation over `folds`, then fits all rows. The data is read once: a fold's
 * training system is the whole gram matrix less the fold's own, and the fold's squared error is a quadratic form of
 * its gram matrix. Scales are those of all rows; means are each training part's own. Fewer rows than features go by the dual.
 */
export function chooseRidge(
  x: Matrix,
  y: Matrix,
  folds: Folds,
  lambdas: readonly number[] = LAMBDAS,
): ChosenRidge {
  const data = ridgeData(x, y);
  if (x.rows < x.columns) return chooseDual(data, folds, lambdas);
  const grams = Array.from({ length: folds.count }, (_, fold) =>
    gramMatrix(data.parts, rowsOfFold(folds, fold)),
  );
  const total = new Float64Array((x.columns + y.columns + 1) ** 2);
  for (const gram of grams) addTo(total, gram, 1);
  const errors = new Float64Array(lambdas.length * y.columns);
  for (const held of grams) {
    const training = total.slice();
    addTo(training, held, -1);
    const system = ridgeSystem(training, x.columns, y.columns);
    for (const [l, lambda] of lambdas.entries()) {
      const factor = penalisedFactor(system, lambda);
      for (let t = 0; t < y.columns; t++) {
        const { weights, intercept } = solveRidge(system, factor, t);
        // (z·w + b − y)² summed over the fold, as uᵀ(ZᵀZ)u.
        const u = new Float64Array(x.columns + y.columns + 1);
        u.set(weights);
        u[x.columns + t] = -1;
        u[x.columns + y.columns] = intercept;
        const at = l * y.columns + t;
        errors[at] = (errors[at] as number) + quadraticForm(held, u) / x.rows;
      }
    }
  }
  const best = bestLambdas(errors, lambdas);
  const model = ridgeModel(data, ridgeSystem(total, x.columns, y.columns), best);
  return { model, lambdas: best, errors };
}

function chooseDual(data: RidgeData, folds: Folds, lambdas: readonly number[]): ChosenRidge {
  const dual = new DualRidge(data);
  const errors = dual.errors(folds, lambdas);
  const best = bestLambdas(errors, lambdas);
  const [x, y] = data.parts;
  return { model: unscaledModel(dual.solve(best), x.scale, y.scale), lambdas: best, errors };
}

/** The λ of the least error of each target. */
function bestLambdas(errors: Float64Array, lambdas: readonly number[]): number[] {
  const targets = errors.length / lambdas.length;
  return Array.from({ length: targets }, (_, target) => {
    const error = (l: number) => errors[l * targets + target] as number;
    const best = lambdas.reduce((least, __, l) => (error(l) < error(least) ? l : least), 0);
    return lambdas[best] as number;
  });
}

function addTo(sum: Float64Array, part: Float64Array, sign: 1 | -1): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + sign * (part[i] as number);
}

function quadraticForm(a: Float64Array, u: Float64Array): number {
  const n = u.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += (a[i * n + j] as number) * (u[j] as number);
    sum += (u[i] as number) * row;
  }
  return sum;
}
