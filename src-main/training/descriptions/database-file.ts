import {
  formatRecord,
  parseRecord,
  type DescriptionRecord,
} from '../../../src-aesnet/descriptions/index.ts';
import { readLines } from './read-lines.ts';
import { writeParts } from './write-parts.ts';

/** What is told of an entry that cannot be used, while the others are. */
export type OnProblem = (sentence: string) => void;

/**
 * The records of a description database, streamed. A line that is none is told to `onProblem` and left out; empty lines are
 * allowed. Throws `file-missing`.
 */
export async function* readDescriptions(
  file: string,
  onProblem: OnProblem,
): AsyncGenerator<DescriptionRecord> {
  for await (const { line, text } of readLines(file)) {
    if (text.trim() === '') continue;
    const { value, problem } = parseRecord(text);
    if (problem === undefined) yield value;
    else onProblem(`${file}, line ${line}: ${problem}.`);
  }
}

/** Writes a description database: whole, or not at all (`writeParts`). */
export function writeDescriptions(
  file: string,
  records: AsyncIterable<DescriptionRecord> | Iterable<DescriptionRecord>,
  signal?: AbortSignal,
): Promise<void> {
  return writeParts(file, linesOf(records), signal);
}

async function* linesOf(
  records: AsyncIterable<DescriptionRecord> | Iterable<DescriptionRecord>,
): AsyncGenerator<string> {
  for await (const record of records) yield `${formatRecord(record)}\n`;
}
