/**
 * The Cholesky factor L of a symmetric positive definite A = L·Lᵀ, row-major [n, n]; only A's lower triangle
 * is read, and what lies above L's diagonal is 0. Throws a RangeError where A is not positive definite.
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rest = (a[rowI + j] as number) - dot(l, rowI, l, j * n, j);
      if (j < i) {
        l[rowI + j] = rest / (l[j * n + j] as number);
      } else {
        if (!(rest > 0)) throw new RangeError('the matrix is not positive definite');
        l[rowI + i] = Math.sqrt(rest);
      }
    }
  }
  return l;
}

/** Solves L·z = b in place (forward substitution). */
export function solveLower(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    b[i] = ((b[i] as number) - dot(l, i * n, b, 0, i)) / (l[i * n + i] as number);
  }
}

/** Solves A·x = b in place, with A's Cholesky factor `l`. */
export function solveCholesky(l: Float64Array, n: number, b: Float64Array): void {
  solveLower(l, n, b);
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[i] as number) / (l[i * n + i] as number);
    b[i] = x;
    // Row by row, so that L is read as it lies in memory.
    for (let j = 0; j < i; j++) b[j] = (b[j] as number) - (l[i * n + j] as number) * x;
  }
}

/** Σ x[p + k]·y[q + k], in four sums: one would wait for its own last addition. */
function dot(x: Float64Array, p: number, y: Float64Array, q: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    s0 += (x[p + k] as number) * (y[q + k] as number);
    s1 += (x[p + k + 1] as number) * (y[q + k + 1] as number);
    s2 += (x[p + k + 2] as number) * (y[q + k + 2] as number);
    s3 += (x[p + k + 3] as number) * (y[q + k + 3] as number);
  }
  for (; k < count; k++) s0 += (x[p + k] as number) * (y[q + k] as number);
  return s0 + s1 + (s2 + s3);
}
