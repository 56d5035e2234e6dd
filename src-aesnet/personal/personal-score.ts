/** f of photos: the general score and what a person's taste adds to it. */
import type { TasteTable } from './taste-basis.ts';

/** Weights and what is not known of them. */
export interface TasteWeights {
  /** [D], points. */
  readonly weights: Float64Array;
  /** Row-major [D, D]. */
  readonly covariance: Float64Array;
}

/** f(x) = g(x) + w·φ(x) of every photo of a table [N], points. */
export function personalScores(
  { score, features }: TasteTable,
  { weights }: Pick<TasteWeights, 'weights'>,
): Float64Array {
  const { values, columns } = features;
  return score.map((general, row) => {
    let sum = general;
    for (let c = 0; c < columns; c++) {
      sum += (weights[c] as number) * (values[row * columns + c] as number);
    }
    return sum;
  });
}

/** The posterior standard deviation of f of every photo [N], points: how far the person's taste for it is not known yet. */
export function personalSpreads(
  { score, features }: TasteTable,
  { covariance }: Pick<TasteWeights, 'covariance'>,
): Float64Array {
  const { values, columns } = features;
  return score.map((_, row) =>
    Math.sqrt(Math.max(0, quadratic(covariance, values, row * columns, columns))),
  );
}

/** The posterior variance of f(i) − f(j), points². */
export function differenceVariance(
  { features: { values, columns } }: TasteTable,
  { covariance }: Pick<TasteWeights, 'covariance'>,
  i: number,
  j: number,
): number {
  const x = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    x[c] = (values[i * columns + c] as number) - (values[j * columns + c] as number);
  }
  return Math.max(0, quadratic(covariance, x, 0, columns));
}

/** xᵀ·C·x. */
function quadratic(c: Float64Array, x: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let inner = 0;
    for (let j = 0; j < count; j++) inner += (c[i * count + j] as number) * (x[from + j] as number);
    sum += inner * (x[from + i] as number);
  }
  return sum;
}
