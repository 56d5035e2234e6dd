import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import * as v from 'valibot';
import { KeepersError } from '../../../src-shared/errors.ts';
import { readLines, readText } from './read-lines.ts';

/** One entry of somebody's data, or what is wrong with it; `place` says where in the file it stands. */
export type Entry =
  | { readonly place: string; readonly value: EntryFields; readonly problem?: never }
  | { readonly place: string; readonly value?: never; readonly problem: string };

export type EntryFields = Readonly<Record<string, unknown>>;

const FieldsSchema = v.record(v.string(), v.unknown());

/**
 * The entries of a file, by its extension: `.csv` with a header, `.jsonl` with an object a line, or `.json` with a list of objects.
 * Throws `file-missing`, `file-unreadable`, or `descriptions-invalid` for a file that is as a whole none of these.
 */
export function readEntries(file: string): AsyncGenerator<Entry> {
  switch (path.extname(file).toLowerCase()) {
    case '.csv':
      return csvEntries(file);
    case '.jsonl':
      return lineEntries(file);
    case '.json':
      return listEntries(file);
    default:
      throw invalid(file, 'its name does not end with .csv, .jsonl or .json');
  }
}

/** What csv-parse gives of a row with the option `info`. */
interface CsvRow {
  readonly record: readonly string[];
  /** The line on which the row ends, counted from 1. */
  readonly info: { readonly lines: number };
}

async function* csvEntries(file: string): AsyncGenerator<Entry> {
  let unclosed: string | undefined;
  const parser = parse({
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    // A quote that is not where it should be is a letter. Otherwise csv-parse loses the rows that follow.
    relax_quotes: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      unclosed = `line ${error?.lines}`;
      return undefined;
    },
  });
  // Errors of the file reach the loop through the parser.
  const rows = pipeline(readText(file), parser, () => undefined) as AsyncIterable<CsvRow>;
  let names: readonly string[] | undefined;
  for await (const { record, info } of rows) {
    if (names === undefined) {
      names = record.map((name) => name.trim());
      continue;
    }
    const place = `line ${info.lines}`;
    if (record.length !== names.length) {
      const problem = `it has ${record.length} fields where the header names ${names.length}`;
      yield { place, problem };
      continue;
    }
    const fields = names.map((name, at) => [name, record[at] ?? ''] as const);
    yield { place, value: Object.fromEntries(fields) };
  }
  if (unclosed !== undefined) yield { place: unclosed, problem: 'a quote is never closed' };
  else if (names === undefined) throw invalid(file, 'it is empty');
}

async function* lineEntries(file: string): AsyncGenerator<Entry> {
  for await (const { line, text } of readLines(file)) {
    if (text.trim() !== '') yield asEntry(`line ${line}`, parseJson(text));
  }
}

async function* listEntries(file: string): AsyncGenerator<Entry> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  });
  const list = parseJson(text.replace(/^\uFEFF/, ''));
  if (!Array.isArray(list)) throw invalid(file, 'it is not a list in JSON');
  for (const [index, item] of list.entries()) yield asEntry(`entry ${index + 1}`, item);
}

function asEntry(place: string, item: unknown): Entry {
  if (item === undefined) return { place, problem: 'it is not JSON' };
  const result = v.safeParse(FieldsSchema, item);
  return result.success && !Array.isArray(item)
    ? { place, value: result.output }
    : { place, problem: 'it is not an object' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function invalid(file: string, reason: string): KeepersError {
  return new KeepersError('descriptions-invalid', { place: file, reason });
}
