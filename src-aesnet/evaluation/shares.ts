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

/** Votes a class, at least one a row → shares. Throws a RangeError for a row without votes. */
export function sharesOfVotes(votes: Values, classes: number): Float64Array {
  const shares = Float64Array.from(votes);
  for (let row = 0; row < rowsOf({ values: votes, classes }); row++) {
    const part = shares.subarray(row * classes, (row + 1) * classes);
    const sum = part.reduce((total, value) => total + value, 0);
    if (!(sum > 0)) throw new RangeError(`row ${row} has no votes`);
    for (let c = 0; c < classes; c++) part[c] = (part[c] as number) / sum;
  }
  return shares;
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
