import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { KeepersError } from '../../../src-shared/errors.ts';
import { csvRows } from './csv-rows.ts';
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

async function* csvEntries(file: string): AsyncGenerator<Entry> {
  let names: readonly string[] | undefined;
  for await (const { line, fields, problem } of csvRows(readText(file))) {
    if (names === undefined) {
      if (fields === undefined) throw invalid(file, `the header: ${problem}`);
      names = fields.map((name) => name.trim());
      continue;
    }
    const place = `line ${line}`;
    if (fields === undefined) yield { place, problem };
    else if (fields.length !== names.length) {
      yield {
        place,
        problem: `it has ${fields.length} fields where the header names ${names.length}`,
      };
    } else {
      yield {
        place,
        value: Object.fromEntries(names.map((name, at) => [name, fields[at] ?? ''])),
      };
    }
  }
  if (names === undefined) throw invalid(file, 'it is empty');
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
