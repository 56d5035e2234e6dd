import { rowsOf, type ShareTable } from './shares.ts';
import type { Values } from './values.ts';

/**
 * The Jensen–Shannon divergence of every row of `table` to the same row of `other` (or to the one row
 * `other` where it has but one), in nats: 0 for equal shares, ln 2 for disjoint ones.
 */
export function jensenShannon(table: ShareTable, other: Values): Float64Array {
  const { values, classes } = table;
  const rows = rowsOf(table);
  const single = other.length === classes;
  if (!single && other.length !== values.length) {
    throw new RangeError(
      `expected ${values.length} or ${classes} shares, received ${other.length}`,
    );
  }
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = values[row * classes + c] as number;
      const q = other[single ? c : row * classes + c] as number;
      const middle = (p + q) / 2;
      // 0 · log 0 is 0.
      if (p > 0) sum += (p * Math.log(p / middle)) / 2;
      if (q > 0) sum += (q * Math.log(q / middle)) / 2;
    }
    result[row] = sum;
  }
  return result;
}
