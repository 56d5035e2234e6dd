import {
  mergeRecords,
  readAesclip,
  readTableRow,
  SPACES,
  TABLE_FIELDS,
  type AesclipOptions,
  type DescriptionRecord,
  type Parsed,
  type TableOptions,
} from '../../../src-aesnet/descriptions/index.ts';
import { writeDescriptions, type OnProblem } from './database-file.ts';
import { invalid, readEntries, type EntryFields } from './read-entries.ts';

/** Whose layout a file has, and how its names and ratings are to be understood. */
export type ImportLayout =
  ({ readonly layout: 'aesclip' } & AesclipOptions) | ({ readonly layout: 'table' } & TableOptions);

/** What of ours can be said to be called otherwise in each layout. */
export const LAYOUT_FIELDS = { aesclip: SPACES, table: TABLE_FIELDS } as const;

export interface Imported {
  readonly pictures: number;
  readonly problems: number;
  /** Attributes that are none of the seven: how many entries had comments on each. */
  readonly unknown: ReadonlyMap<string, number>;
}

/**
 * Turns other people's comments into a description database. An entry that cannot be used is told to `onProblem`, and the rest is
 * kept; several of one picture become one line. Throws `descriptions-invalid` where nothing can be used, and what `readEntries`
 * and `writeParts` throw.
 */
export async function importDescriptions(
  file: string,
  layout: ImportLayout,
  out: string,
  { onProblem, signal }: { readonly onProblem: OnProblem; readonly signal?: AbortSignal },
): Promise<Imported> {
  const records = new Map<string, DescriptionRecord>();
  const unknown = new Map<string, number>();
  let problems = 0;
  const problem = (place: string, reason: string) => {
    problems++;
    onProblem(`${file}, ${place}: ${reason}.`);
  };
  for await (const entry of readEntries(file)) {
    if (entry.problem !== undefined) {
      problem(entry.place, entry.problem);
      continue;
    }
    const read = recordOf(entry.value, layout, unknown);
    const before = read.value === undefined ? undefined : records.get(read.value.id);
    const merged =
      read.value === undefined || before === undefined ? read : mergeRecords(before, read.value);
    if (merged.problem !== undefined) problem(entry.place, merged.problem);
    else records.set(merged.value.id, merged.value);
  }
  if (records.size === 0) {
    throw invalid(file, problems === 0 ? 'it has no entry' : `none of its ${problems} entries can`);
  }
  await writeDescriptions(out, records.values(), signal);
  return { pictures: records.size, problems, unknown };
}

function recordOf(
  fields: EntryFields,
  layout: ImportLayout,
  unknown: Map<string, number>,
): Parsed<DescriptionRecord> {
  if (layout.layout === 'table') return readTableRow(fields, layout);
  const { value, problem } = readAesclip(fields, layout);
  if (problem !== undefined) return { problem };
  for (const name of value.unknown) unknown.set(name, (unknown.get(name) ?? 0) + 1);
  return { value: value.record };
}
