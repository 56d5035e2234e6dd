/** The matrix routines against their definitions. */
import { describe, expect, it } from 'vitest';
import { cholesky, solveCholesky } from '../../../src-aesnet/linear/cholesky.ts';
import { gramMatrix } from '../../../src-aesnet/linear/gram.ts';
import {
  besides,
  columnScale,
  matrix,
  rowsAt,
  type Matrix,
} from '../../../src-aesnet/linear/matrix.ts';
import { principalComponents, project } from '../../../src-aesnet/linear/principal-components.ts';
import { symmetricEigen } from '../../../src-aesnet/linear/symmetric-eigen.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { at, distance, randomMatrix } from './support.ts';

function product(a: Matrix, b: Matrix): Matrix {
  const values = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += at(a, i, k) * at(b, k, j);
      values[i * b.columns + j] = sum;
    }
  }
  return matrix(values, b.columns);
}

function transposed(a: Matrix): Matrix {
  const values = Float64Array.from({ length: a.values.length }, (_, i) =>
    at(a, i % a.rows, Math.floor(i / a.rows)),
  );
  return matrix(values, a.rows);
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

describe('matrices', () => {
  it('know their shape', () => {
    expect(matrix(new Float64Array(6), 3).rows).toBe(2);
    expect(() => matrix(new Float64Array(7), 3)).toThrow(RangeError);
    const a = matrix(Float32Array.of(1, 2, 3, 4), 2);
    const b = matrix(Float32Array.of(5, 6), 1);
    expect([...besides(a, b).values]).toEqual([1, 2, 5, 3, 4, 6]);
    expect(() => besides(a, matrix(Float32Array.of(1), 1))).toThrow(RangeError);
    expect([...rowsAt(a, [1, 1, 0]).values]).toEqual([3, 4, 3, 4, 1, 2]);
  });

  it('measure their columns; a constant one has the deviation 1', () => {
    const { means, deviations } = columnScale(matrix(Float64Array.of(1, 0.1, 3, 0.1, 8, 0.1), 2));
    expect(means[0]).toBeCloseTo(4, 14);
    expect(deviations[0]).toBeCloseTo(Math.sqrt(26 / 3), 14);
    expect(deviations[1]).toBe(1);
    expect(() => columnScale(matrix(new Float64Array(), 2))).toThrow(RangeError);
  });
});

describe('gramMatrix', () => {
  // Over one block and not a whole number of tiles.
  it.each([
    [7, 1, 1],
    [300, 6, 2],
    [129, 4, 3],
  ])('is ZᵀZ of %d rows, %d and %d columns', (count, columns, others) => {
    const random = Random.from(count);
    const x = randomMatrix(random, count, columns);
    const y = randomMatrix(random, count, others);
    const parts = [x, y].map((part) => ({ matrix: part, scale: columnScale(part) }));
    const rows = Uint32Array.from({ length: count - 2 }, (_, i) => i + 1);
    const z = matrix(
      Float64Array.from(rows).length === 0
        ? new Float64Array()
        : Float64Array.from(
            [...rows].flatMap((row) => [
              ...parts.flatMap(({ matrix: part, scale }) =>
                Array.from(
                  { length: part.columns },
                  (_, c) =>
                    (at(part, row, c) - (scale.means[c] ?? NaN)) / (scale.deviations[c] ?? NaN),
                ),
              ),
              1,
            ]),
          ),
      columns + others + 1,
    );
    const expected = product(transposed(z), z).values;
    expect(distance(gramMatrix(parts, rows), expected)).toBeLessThan(1e-9);
  });
});

describe('cholesky', () => {
  it.each([1, 2, 5, 30])('gives A back, and solves with it (n = %d)', (n) => {
    const random = Random.from(n);
    const b = randomMatrix(random, n + 3, n);
    const a = product(transposed(b), b);
    const l = cholesky(Float64Array.from(a.values), n);
    expect(distance(product(matrix(l, n), transposed(matrix(l, n))).values, a.values)).toBeLessThan(
      1e-9,
    );
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(l[i * n + j]).toBe(0);
    const x = Float64Array.from({ length: n }, () => random.normal());
    const right = Float64Array.from(product(a, matrix(x, 1)).values);
    solveCholesky(l, n, right);
    expect(distance(right, x)).toBeLessThan(1e-6);
  });

  it('refuses what is not positive definite', () => {
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow('positive definite');
    expect(() => cholesky(Float64Array.of(NaN), 1)).toThrow('positive definite');
  });
});

describe('symmetricEigen', () => {
  it('agrees with values worked out by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(distance(values, [3, 1])).toBeLessThan(1e-14);
    expect(Math.abs(vectors[0] ?? NaN)).toBeCloseTo(Math.SQRT1_2, 14);
    expect(symmetricEigen(Float64Array.of(5), 1).values).toEqual(Float64Array.of(5));
    expect(distance(symmetricEigen(new Float64Array(9), 3).values, [0, 0, 0])).toBe(0);
    // Eigenvalues of the second difference are 2 − 2·cos(kπ/(n+1)).
    const n = 12;
    const difference = Float64Array.from({ length: n * n }, (_, i) => {
      const apart = Math.abs((i % n) - Math.floor(i / n));
      return apart === 0 ? 2 : apart === 1 ? -1 : 0;
    });
    const expected = Array.from(
      { length: n },
      (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)),
    );
    expect(distance(symmetricEigen(difference, n).values, expected)).toBeLessThan(1e-12);
  });

  it.each([
    ['full rank', 40, 60],
    ['rank 10 of 40', 40, 10],
  ])('gives orthonormal vectors that make A again (%s)', (_, n, rank) => {
    const b = randomMatrix(Random.from(n, rank), rank, n);
    const a = product(transposed(b), b);
    const { values, vectors } = symmetricEigen(Float64Array.from(a.values), n);
    const v = matrix(vectors, n);
    expect(distance(product(v, transposed(v)).values, identity(n))).toBeLessThan(1e-12);
    const scaled = matrix(
      vectors.map((value, i) => value * (values[Math.floor(i / n)] ?? NaN)),
      n,
    );
    const largest = values[0] ?? NaN;
    expect(distance(product(transposed(v), scaled).values, a.values) / largest).toBeLessThan(1e-12);
    for (let i = 1; i < n; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1] ?? NaN);
    const trace = Array.from({ length: n }, (__, i) => at(a, i, i)).reduce((s, x) => s + x, 0);
    expect(values.reduce((sum, value) => sum + value, 0) / trace).toBeCloseTo(1, 12);
  });

  it('does not turn for ever on what is not finite', () => {
    expect(() => symmetricEigen(Float64Array.of(1, NaN, 0, NaN, 1, 1, 0, 1, 1), 3)).toThrow(
      'do not converge',
    );
  });
});

describe('principalComponents', () => {
  it('find the direction that was planted', () => {
    const random = Random.from(9);
    const direction = [0.6, 0, -0.8];
    const values = Array.from({ length: 500 }, () => {
      const far = 5 * random.normal();
      return direction.map((part) => 7 + far * part + 0.1 * random.normal());
    }).flat();
    const x = matrix(Float64Array.from(values), 3);
    const found = principalComponents(x, 2);
    // The sign that makes the largest entry positive.
    expect(distance(found.directions.subarray(0, 3), [-0.6, 0, 0.8])).toBeLessThan(0.01);
    expect(found.variances[0]).toBeGreaterThan(20);
    expect(found.variances[1]).toBeLessThan(0.02);
    const coordinates = matrix(project(found, x), 2);
    const { means, deviations } = columnScale(coordinates);
    expect(distance(means, [0, 0])).toBeLessThan(1e-12);
    expect(
      distance(
        deviations.map((d) => d * d),
        found.variances,
      ),
    ).toBeLessThan(1e-10);
    expect(found.totalVariance).toBeGreaterThan(
      (found.variances[0] ?? 0) + (found.variances[1] ?? 0),
    );
    expect(() => principalComponents(x, 4)).toThrow(RangeError);
    expect(() => project(found, matrix(new Float64Array(4), 4))).toThrow(RangeError);
  });
});
