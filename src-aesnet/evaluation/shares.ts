import type { Values } from './values.ts';

/** Row-major [N, classes] shares: every row is at least 0 and sums to 1. */
export interface ShareTable {
  readonly values: Values;
  readonly classes: number;
}

/** The number of rows; throws a RangeError for a table with a piece of a row. */
export function rowsOf({ values, classes }: ShareTable): number {
  const rows = values.length / classes;
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${values.length} values are no table of ${classes} columns`);
  }
  return rows;
}

/** The mean of every class over the rows: the base rate. */
export function meanShares(table: ShareTable): Float64Array {
  const rows = rowsOf(table);
  const sums = new Float64Array(table.classes);
  for (let at = 0; at < table.values.length; at++) {
    const column = at % table.classes;
    sums[column] = (sums[column] as number) + (table.values[at] as number) / rows;
  }
  return sums;
}

/** The class with the greatest share in a row; the first of equal ones. */
export function topClass({ values, classes }: ShareTable, row: number): number {
  let top = 0;
  for (let c = 1; c < classes; c++) {
    if ((values[row * classes + c] as number) > (values[row * classes + top] as number)) top = c;
  }
  return top;
}
