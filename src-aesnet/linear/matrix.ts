/** A row-major table of numbers: element (row, column) is at `row * columns + column`. */
export interface Matrix {
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Wraps `values` as a matrix of `columns`; throws a RangeError where they make no whole number of rows. */
export function matrix(values: Matrix['values'], columns: number): Matrix {
  const rows = values.length / columns;
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${values.length} values are no matrix of ${columns} columns`);
  }
  return { values, rows, columns };
}

/** Several matrices of as many rows side by side. */
export function besides(...parts: readonly Matrix[]): Matrix {
  const rows = parts[0]?.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const values = new Float32Array(rows * columns);
  let start = 0;
  for (const part of parts) {
    if (part.rows !== rows) throw new RangeError(`expected ${rows} rows, received ${part.rows}`);
    for (let row = 0; row < rows; row++) {
      const from = row * part.columns;
      values.set(part.values.subarray(from, from + part.columns), row * columns + start);
    }
    start += part.columns;
  }
  return { values, rows, columns };
}

/** The rows of `source` that are named, in that order. */
export function rowsAt(source: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = source;
  const values = new Float64Array(rows.length * columns);
  for (let at = 0; at < rows.length; at++) {
    const from = (rows[at] as number) * columns;
    values.set(source.values.subarray(from, from + columns), at * columns);
  }
  return { values, rows: rows.length, columns };
}

/** Where the columns of a matrix lie and how wide they are. */
export interface ColumnScale {
  readonly means: Float64Array;
  /** Standard deviations (divided by N); 1 for a constant column, which then stays 0 when centred. */
  readonly deviations: Float64Array;
}

/** Mean and deviation of every column, in two passes. Throws a RangeError without rows. */
export function columnScale({ values, rows, columns }: Matrix): ColumnScale {
  if (rows === 0) throw new RangeError('a matrix without rows has no scale');
  const means = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      means[c] = (means[c] as number) + (values[row * columns + c] as number);
    }
  }
  for (let c = 0; c < columns; c++) means[c] = (means[c] as number) / rows;
  const deviations = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      const distance = (values[row * columns + c] as number) - (means[c] as number);
      deviations[c] = (deviations[c] as number) + distance * distance;
    }
  }
  for (let c = 0; c < columns; c++) {
    const deviation = Math.sqrt((deviations[c] as number) / rows);
    // A constant column differs from its rounded mean by rounding alone.
    const noise = 1e-12 * Math.abs(means[c] as number);
    deviations[c] = deviation > noise ? deviation : 1;
  }
  return { means, deviations };
}
