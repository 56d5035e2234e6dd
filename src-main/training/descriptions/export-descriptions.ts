import { writeAesclip } from '../../../src-aesnet/descriptions/index.ts';
import { readDescriptions, type OnProblem } from './database-file.ts';
import { invalid } from './read-entries.ts';
import { writeParts } from './write-parts.ts';

export interface Exported {
  readonly pictures: number;
  /** Edited copies, which are left out: they are no files that anybody has. */
  readonly copies: number;
}

/**
 * Writes a description database in the layout of AesCLIP. Bad lines are told to `onProblem` and left out. Throws
 * `descriptions-invalid` where no picture is left.
 */
export async function exportAesclip(
  file: string,
  out: string,
  { onProblem, signal }: { readonly onProblem: OnProblem; readonly signal?: AbortSignal },
): Promise<Exported> {
  let pictures = 0;
  let copies = 0;
  async function* parts(): AsyncGenerator<string> {
    yield '[';
    for await (const record of readDescriptions(file, onProblem)) {
      if (record.edit !== undefined) copies++;
      else yield `${pictures++ === 0 ? '\n' : ',\n'}${writeAesclip(record)}`;
    }
    if (pictures === 0) throw invalid(file, 'it has no picture to export');
    yield '\n]\n';
  }
  await writeParts(out, parts(), signal);
  return { pictures, copies };
}
