import { gramMatrix } from './gram.ts';
import { columnScale, type Matrix } from './matrix.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The directions in which rows vary most. */
export interface PrincipalComponents {
  readonly features: number;
  readonly count: number;
  readonly means: Float64Array;
  /** Unit directions, row-major [count, features], by descending variance; each one's largest entry is positive. */
  readonly directions: Float64Array;
  /** Variance along each direction, and in all directions together. */
  readonly variances: Float64Array;
  readonly totalVariance: number;
}

/** The first `count` principal components of x [N, D], neither standardised nor whitened. */
export function principalComponents(x: Matrix, count: number): PrincipalComponents {
  const { rows, columns } = x;
  if (!(count >= 1 && count <= columns)) {
    throw new RangeError(`${columns} features have no ${count} components`);
  }
  const { means } = columnScale(x);
  const scale = { means, deviations: new Float64Array(columns).fill(1) };
  const every = Uint32Array.from({ length: rows }, (_, row) => row);
  const gram = gramMatrix([{ matrix: x, scale }], every);
  // Without the column of ones, which the centring has made orthogonal to all others.
  const covariance = new Float64Array(columns * columns);
  let totalVariance = 0;
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      covariance[i * columns + j] = (gram[i * (columns + 1) + j] as number) / rows;
    }
    totalVariance += covariance[i * columns + i] as number;
  }
  const { values, vectors } = symmetricEigen(covariance, columns);
  const directions = vectors.slice(0, count * columns);
  for (let r = 0; r < count; r++) faceForward(directions.subarray(r * columns, (r + 1) * columns));
  // Rounding may leave a variance of nothing a little below 0.
  const variances = values.slice(0, count).map((value) => Math.max(0, value));
  return { features: columns, count, means, directions, variances, totalVariance };
}

/** The coordinates of rows along the components: row-major [N, count]. */
export function project(components: PrincipalComponents, x: Matrix): Float64Array {
  const { features, count, means, directions } = components;
  if (x.columns !== features) {
    throw new RangeError(`the components read ${features} features, received ${x.columns}`);
  }
  const result = new Float64Array(x.rows * count);
  for (let row = 0; row < x.rows; row++) {
    for (let r = 0; r < count; r++) {
      let sum = 0;
      for (let i = 0; i < features; i++) {
        const centred = (x.values[row * features + i] as number) - (means[i] as number);
        sum += centred * (directions[r * features + i] as number);
      }
      result[row * count + r] = sum;
    }
  }
  return result;
}

/** An eigenvector's sign is arbitrary: this one is the same on every machine. */
function faceForward(direction: Float64Array): void {
  const largest = direction.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
    0,
  );
  if (largest < 0)
    for (let i = 0; i < direction.length; i++) direction[i] = -(direction[i] as number);
}
