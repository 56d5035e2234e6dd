/**
 * Ridge regression by its dual, for fewer rows than features: w = Z̃ᵀα with (K̃ + nλI)·α = ỹ and K̃ = Z̃Z̃ᵀ, which is the solution of
 * `RidgeSystem` by a matrix of rows instead of one of features.
 */
import { cholesky, solveCholesky } from './cholesky.ts';
import { rowsOfFold, rowsOutsideFold, type Folds } from './folds.ts';
import type { RidgeData } from './ridge.ts';
import type { RidgeSolution } from './ridge-system.ts';

export class DualRidge {
  readonly #z: Float64Array;
  readonly #y: Float64Array;
  readonly #kernel: Float64Array;
  readonly #rows: number;
  readonly #features: number;
  readonly #targets: number;

  constructor({ parts: [x, y], rows }: RidgeData) {
    this.#rows = rows;
    this.#features = x.matrix.columns;
    this.#targets = y.matrix.columns;
    this.#z = standardised(x);
    this.#y = standardised(y);
    this.#kernel = products(this.#z, rows, this.#features);
  }

  /** Cross-validated share of each target's variance that is left, row-major [λ, target]. */
  errors(folds: Folds, lambdas: readonly number[]): Float64Array {
    const targets = this.#targets;
    const errors = new Float64Array(lambdas.length * targets);
    for (let fold = 0; fold < folds.count; fold++) {
      const training = rowsOutsideFold(folds, fold);
      const held = rowsOfFold(folds, fold);
      const means = this.#means(training);
      for (const [l, lambda] of lambdas.entries()) {
        const factor = this.#factor(training, means, lambda);
        for (let t = 0; t < targets; t++) {
          const alpha = this.#alpha(training, factor, t);
          const centre = this.#targetMean(training, t);
          let sum = 0;
          for (const row of held) {
            let value = centre;
            for (const [at, other] of training.entries()) {
              value += this.#centred(row, other, means) * (alpha[at] as number);
            }
            sum += (value - (this.#y[row * targets + t] as number)) ** 2;
          }
          const at = l * targets + t;
          errors[at] = (errors[at] as number) + sum / this.#rows;
        }
      }
    }
    return errors;
  }

  /** The solution of all rows for each target, in standardised units. */
  solve(lambdas: readonly number[]): RidgeSolution[] {
    const every = Uint32Array.from({ length: this.#rows }, (_, row) => row);
    const means = this.#means(every);
    return lambdas.map((lambda, target) => {
      const alpha = this.#alpha(every, this.#factor(every, means, lambda), target);
      // Scales are of all rows, so their means are 0, and so is the intercept.
      const weights = new Float64Array(this.#features);
      for (const [row, share] of alpha.entries()) {
        for (let i = 0; i < weights.length; i++) {
          weights[i] =
            (weights[i] as number) + share * (this.#z[row * this.#features + i] as number);
        }
      }
      return { weights, intercept: 0 };
    });
  }

  /** z̄ᵀz of every row and, last, |z̄|², with the mean z̄ of some rows. */
  #means(of: Uint32Array): Float64Array {
    const means = new Float64Array(this.#rows + 1);
    for (let row = 0; row < this.#rows; row++) {
      let sum = 0;
      for (const other of of) sum += this.#kernel[row * this.#rows + other] as number;
      means[row] = sum / of.length;
    }
    means[this.#rows] = of.reduce((sum, row) => sum + (means[row] as number), 0) / of.length;
    return means;
  }

  /** (z − z̄)ᵀ(z′ − z̄) */
  #centred(row: number, other: number, means: Float64Array): number {
    return (
      (this.#kernel[row * this.#rows + other] as number) -
      (means[row] as number) -
      (means[other] as number) +
      (means[this.#rows] as number)
    );
  }

  #factor(rows: Uint32Array, means: Float64Array, lambda: number): Float64Array {
    const n = rows.length;
    const a = new Float64Array(n * n);
    for (const [i, row] of rows.entries()) {
      for (let j = 0; j <= i; j++) {
        a[i * n + j] = this.#centred(row, rows[j] as number, means) + (i === j ? n * lambda : 0);
      }
    }
    return cholesky(a, n);
  }

  #alpha(rows: Uint32Array, factor: Float64Array, target: number): Float64Array {
    const centre = this.#targetMean(rows, target);
    const alpha = Float64Array.from(
      rows,
      (row) => (this.#y[row * this.#targets + target] as number) - centre,
    );
    solveCholesky(factor, rows.length, alpha);
    return alpha;
  }

  #targetMean(rows: Uint32Array, target: number): number {
    let sum = 0;
    for (const row of rows) sum += this.#y[row * this.#targets + target] as number;
    return sum / rows.length;
  }
}

function standardised({ matrix, scale }: RidgeData['parts'][number]): Float64Array {
  const { values, columns } = matrix;
  return Float64Array.from(values, (value, at) => {
    const column = at % columns;
    return (value - (scale.means[column] as number)) / (scale.deviations[column] as number);
  });
}

/** ZZᵀ [rows, rows] */
function products(z: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        sum += (z[i * columns + c] as number) * (z[j * columns + c] as number);
      }
      result[i * rows + j] = sum;
      result[j * rows + i] = sum;
    }
  }
  return result;
}
