/** Numbers in a row, one a picture; all measures of this folder read these. */
export type Values = ArrayLike<number>;

/** Throws a RangeError unless both hold as many numbers. */
export function requireSameLength(a: Values, b: Values): void {
  if (a.length !== b.length) {
    throw new RangeError(`expected two rows of one length, received ${a.length} and ${b.length}`);
  }
}

/** The arithmetic mean; NaN of nothing. */
export function mean(values: Values): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** The standard deviation over all of `values` (divided by N, not N − 1); NaN of nothing. */
export function standardDeviation(values: Values): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - center) ** 2;
  return Math.sqrt(sum / values.length);
}

/** The `values` at `rows`, in that order; a row may come more than once. */
export function take(values: Values, rows: Values): Float64Array {
  // A loop: `Float64Array.from` takes five times as long, and the bootstrap takes rows all the time.
  const taken = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) taken[at] = values[rows[at] as number] as number;
  return taken;
}

/** Column `column` of row-major `table`, which has `columns` of them. */
export function columnOf(table: Values, column: number, columns: number): Float64Array {
  const rows = table.length / columns;
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${table.length} values are no table of ${columns} columns`);
  }
  return Float64Array.from({ length: rows }, (_, row) => table[row * columns + column] as number);
}
