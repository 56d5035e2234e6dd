/** A = Qᵀ-rows form of a tridiagonal matrix: A = Q·T·Qᵀ. */
export interface Tridiagonal {
  /** T's diagonal [n] and the values beside it [n − 1]. */
  readonly diagonal: Float64Array;
  readonly offDiagonal: Float64Array;
  /** Qᵀ, row-major: its rows are the orthonormal basis in which A is tridiagonal. */
  readonly basis: Float64Array;
}

/** Householder's tridiagonalisation of a symmetric matrix, row-major [n, n], which is left as it was. */
export function tridiagonalise(matrix: Float64Array, n: number): Tridiagonal {
  const a = matrix.slice();
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(Math.max(0, n - 1));
  const scales = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    // Row k right of the diagonal becomes the reflector v, whose tail it equals but for the first component.
    const row = k * n;
    const first = k + 1;
    let norm = 0;
    for (let j = first; j < n; j++) norm = Math.hypot(norm, a[row + j] as number);
    const head = a[row + first] as number;
    const target = head > 0 ? -norm : norm;
    offDiagonal[k] = target;
    if (norm === 0) continue;
    a[row + first] = head - target;
    // H = I − β·v·vᵀ with β = 2 / |v|².
    const beta = -1 / (target * (head - target));
    scales[k] = beta;
    reflectTrailing(a, n, k, beta, w);
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i] as number;
  if (n > 1) offDiagonal[n - 2] = a[(n - 2) * n + n - 1] as number;
  return { diagonal, offDiagonal, basis: accumulate(a, n, scales) };
}

/** A₂₂ ← H·A₂₂·H on the block after row k: A₂₂ − v·wᵀ − w·vᵀ with w = p − (β/2)(pᵀv)·v, p = β·A₂₂·v. */
function reflectTrailing(
  a: Float64Array,
  n: number,
  k: number,
  beta: number,
  w: Float64Array,
): void {
  const v = k * n;
  let pv = 0;
  for (let i = k + 1; i < n; i++) {
    let sum = 0;
    for (let j = k + 1; j < n; j++) sum += (a[i * n + j] as number) * (a[v + j] as number);
    w[i] = beta * sum;
    pv += beta * sum * (a[v + i] as number);
  }
  for (let i = k + 1; i < n; i++) {
    w[i] = (w[i] as number) - (beta / 2) * pv * (a[v + i] as number);
  }
  for (let i = k + 1; i < n; i++) {
    const vi = a[v + i] as number;
    const wi = w[i] as number;
    for (let j = k + 1; j < n; j++) {
      const at = i * n + j;
      a[at] = (a[at] as number) - vi * (w[j] as number) - wi * (a[v + j] as number);
    }
  }
}

/** The product of all reflections, transposed, from the reflectors kept in the rows of `a`. */
function accumulate(a: Float64Array, n: number, scales: Float64Array): Float64Array {
  const basis = new Float64Array(n * n);
  for (let i = 0; i < n; i++) basis[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    const beta = scales[k] as number;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++)
        sum += (basis[i * n + j] as number) * (a[k * n + j] as number);
      for (let j = k + 1; j < n; j++) {
        const at = i * n + j;
        basis[at] = (basis[at] as number) - beta * sum * (a[k * n + j] as number);
      }
    }
  }
  return basis;
}
