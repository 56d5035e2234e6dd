import { matrix, type Matrix } from '../../../src-aesnet/linear/matrix.ts';
import type { Random } from '../../../src-aesnet/random.ts';

/** Standard normal numbers, each column stretched and moved by amounts of its own. */
export function randomMatrix(random: Random, rows: number, columns: number): Matrix {
  const stretch = Array.from({ length: columns }, () => random.uniform(0.2, 4));
  const moved = Array.from({ length: columns }, () => random.uniform(-5, 5));
  const values = Float64Array.from({ length: rows * columns }, (_, at) => {
    const column = at % columns;
    return random.normal() * (stretch[column] ?? NaN) + (moved[column] ?? NaN);
  });
  return matrix(values, columns);
}

/** Targets that depend on x, with noise. */
export function targetsOf(random: Random, x: Matrix, targets: number): Matrix {
  const weights = Array.from({ length: x.columns * targets }, () => random.normal());
  const values = new Float64Array(x.rows * targets);
  for (let row = 0; row < x.rows; row++) {
    for (let t = 0; t < targets; t++) {
      let sum = 3 * random.normal() + 10 * (t + 1);
      for (let i = 0; i < x.columns; i++) sum += at(x, row, i) * (weights[i * targets + t] ?? NaN);
      values[row * targets + t] = sum;
    }
  }
  return matrix(values, targets);
}

export function at(m: Matrix, row: number, column: number): number {
  return m.values[row * m.columns + column] ?? NaN;
}

/** The largest |a − b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  return Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))).reduce(
    (most, value) => (value <= most ? most : value),
    0,
  );
}
