import type { Values } from '../evaluation/values.ts';

/** Vectors of one length, row-major [N, size]. */
export interface Vectors {
  readonly values: Values;
  readonly size: number;
}

/** `count` vectors at length 1, row-major. Throws a RangeError for another number of them, and for a zero vector, which has no direction. */
export function unitRows({ values, size }: Vectors, count: number): Float64Array {
  if (values.length !== count * size) {
    throw new RangeError(`expected ${count} vectors of ${size}, received ${values.length} values`);
  }
  const units = Float64Array.from(values);
  for (let row = 0; row < count; row++) {
    const unit = units.subarray(row * size, (row + 1) * size);
    const norm = Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0));
    if (!(norm > 0)) throw new RangeError(`vector ${row} has no direction`);
    for (let i = 0; i < size; i++) unit[i] = (unit[i] as number) / norm;
  }
  return units;
}
