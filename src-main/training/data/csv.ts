import * as v from 'valibot';
import { KeepersError } from '../../../src-shared/errors.ts';

/** One line of a CSV file by the names of its columns, and where it stands. */
export interface CsvRow {
  /** Counted from 1 and from the header, as editors do. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The rows of a CSV file without quoting: as many fields as the header has names, lines ended by LF or CR LF, empty
 * lines at its end allowed. Throws `training-data-invalid` with the line of the first row that is not so.
 */
export function parseCsv(text: string, file: string): CsvRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  const names = lines[0]?.split(',') ?? [];
  return lines.slice(1).map((content, index) => {
    const line = index + 2;
    const fields = content.split(',');
    if (fields.length !== names.length) {
      const reason = `it has ${fields.length} fields where the header names ${names.length}`;
      throw invalidLine(file, line, reason);
    }
    return { line, fields: Object.fromEntries(names.map((name, at) => [name, fields[at] ?? ''])) };
  });
}

/** Parses a row's fields; throws `training-data-invalid`, which names line, column and what was wrong. */
export function parseRow<Schema extends v.GenericSchema>(
  schema: Schema,
  { line, fields }: CsvRow,
  file: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, fields);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const column = v.getDotPath(issue) ?? 'the line';
  const value = fields[column];
  const reason =
    value === undefined
      ? `column ${column} is missing`
      : `${column} is “${value}”, ${issue.message}`;
  throw invalidLine(file, line, reason);
}

export function invalidLine(file: string, line: number, reason: string): KeepersError {
  return new KeepersError('training-data-invalid', { place: `${file}, line ${line}`, reason });
}
