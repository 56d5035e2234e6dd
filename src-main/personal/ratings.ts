/** Ratings from a CSV file. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, type CsvError } from 'csv-parse/sync';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

export interface Rating {
  readonly path: string;
  /** 1 to 5. */
  readonly stars?: number;
  readonly flag?: 'pick' | 'reject';
}

export interface Ratings {
  readonly ratings: readonly Rating[];
  /** What was left out and why, a sentence each. */
  readonly problems: readonly string[];
}

interface CsvRow {
  readonly record: readonly string[];
  /** The line on which the row ends, counted from 1. */
  readonly info: { readonly lines: number };
}

/**
 * Reads `path` and at least one of `stars` (0 to 5; 0 is none) and `flag` (pick or reject). A missing column or an empty cell is
 * missing data; other columns are ignored. A relative path is taken from the working folder, or else from the file's own. A row
 * that is wrong is a problem of its own. Throws `file-missing`, or `ratings-invalid` for a file that is as a whole none of that.
 */
export async function readRatings(file: string): Promise<Ratings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  const [header, ...rows] = parsed(text, file);
  if (header === undefined) throw invalid(file, 'it is empty');
  const names = header.record.map((name) => name.trim().toLowerCase());
  const column = (name: string) => names.indexOf(name);
  if (column('path') < 0) throw invalid(file, 'it has no column “path”');
  if (column('stars') < 0 && column('flag') < 0) {
    throw invalid(file, 'it has neither a column “stars” nor a column “flag”');
  }
  const ratings: Rating[] = [];
  const problems: string[] = [];
  const seen = new Map<string, Rating>();
  for (const { record, info } of rows) {
    const cell = (name: string) => record[column(name)]?.trim() ?? '';
    const problem = (reason: string) => problems.push(`${file}, line ${info.lines}: ${reason}`);
    if (record.length !== names.length) {
      problem(`it has ${record.length} fields where the header names ${names.length}.`);
      continue;
    }
    const stars = cell('stars');
    const flag = cell('flag').toLowerCase();
    if (cell('path') === '') problem('the path is empty.');
    else if (!/^[0-5]?$/.test(stars)) {
      problem(`stars are “${stars}”, expected a whole number from 0 to 5 or nothing.`);
    } else if (flag !== '' && flag !== 'pick' && flag !== 'reject') {
      problem(`the flag is “${flag}”, expected “pick”, “reject” or nothing.`);
    } else {
      const rating: Rating = {
        path: located(cell('path'), file),
        ...(Number(stars) > 0 && { stars: Number(stars) }),
        ...(flag !== '' && { flag }),
      };
      if (rating.stars === undefined && rating.flag === undefined) continue;
      const before = seen.get(rating.path);
      if (before?.stars === rating.stars && before?.flag === rating.flag) continue;
      if (before !== undefined) problem(`${rating.path} was rated before; both ratings count.`);
      seen.set(rating.path, rating);
      ratings.push(rating);
    }
  }
  return { ratings, problems };
}

function parsed(text: string, file: string): CsvRow[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
    }) as unknown as CsvRow[];
  } catch (thrown) {
    const { lines } = thrown as Partial<CsvError>;
    const reason =
      lines === undefined ? reasonOf(thrown) : `a quote is not closed in line ${Number(lines)}`;
    throw new KeepersError('ratings-invalid', { file, reason }, { cause: thrown });
  }
}

function located(given: string, file: string): string {
  const beside = path.join(path.dirname(file), given);
  return !path.isAbsolute(given) && !existsSync(given) && existsSync(beside) ? beside : given;
}

function invalid(file: string, reason: string): KeepersError {
  return new KeepersError('ratings-invalid', { file, reason });
}
