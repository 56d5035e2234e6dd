import type { UnitVectors } from './level-retrieval.ts';

/**
 * Linear CKA of two representations of the same pictures (Kornblith et al., ICML 2019): 1 where one is the other turned and scaled, near
 * 0 where they have nothing in common. Vectors need not have one size. NaN where all vectors of a side are the same. Throws a
 * RangeError for sides of different lengths.
 */
export function linearCka(a: UnitVectors, b: UnitVectors): number {
  const count = a.values.length / a.size;
  if (count !== b.values.length / b.size) {
    throw new RangeError(`${count} vectors beside ${b.values.length / b.size}`);
  }
  const [x, y] = [centred(a), centred(b)];
  return crossed(x, y) / Math.sqrt(crossed(x, x) * crossed(y, y));
}

/** Column by column, each less its mean. */
function centred({ values, size }: UnitVectors): Float64Array[] {
  const count = values.length / size;
  return Array.from({ length: size }, (_, column) => {
    const own = Float64Array.from({ length: count }, (__, row) => values[row * size + column] ?? 0);
    const mean = own.reduce((sum, value) => sum + value, 0) / count;
    return own.map((value) => value - mean);
  });
}

/** ‖XᵀY‖², Frobenius. */
function crossed(x: readonly Float64Array[], y: readonly Float64Array[]): number {
  let sum = 0;
  for (const a of x) {
    for (const b of y) {
      let dot = 0;
      for (let row = 0; row < a.length; row++) dot += (a[row] as number) * (b[row] as number);
      sum += dot * dot;
    }
  }
  return sum;
}
