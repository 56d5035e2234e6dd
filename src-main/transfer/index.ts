/** Copies that are proven: written, flushed, read back and compared before they get their name. */
import path from 'node:path';
import { clearDraft, copyFile, linkFile, writeFile } from './copy.ts';
import { sourceError } from './errors.ts';
import { openJournal } from './journal.ts';
import { hashFile } from './read-back.ts';
import { moveToTrash } from './trash.ts';
import type { Transfer } from './types.ts';

export { targetError } from './errors.ts';
export { publish, syncFolder } from './publish.ts';
export { hashFile } from './read-back.ts';

export interface TransferOptions {
  /** Where journals are kept. Made where it is missing. */
  readonly journals: string;
  /** A lock that ends with its process; undefined where another has it. */
  readonly lock: (file: string) => { release(): void } | undefined;
}

/** Writes a file that must not be there yet, as `Transfer.write` does. */
export const writeNew = (file: string, bytes: Uint8Array) => writeFile(file, bytes, 'new');

export function createTransfer({ journals, lock }: TransferOptions): Transfer {
  return {
    copy: copyFile,
    clear: clearDraft,
    write: writeFile,
    link: linkFile,
    trash: moveToTrash,
    hash: (file, signal) =>
      hashFile(file, signal).catch((thrown: unknown) => {
        throw sourceError(thrown, file);
      }),
    openJournal: (name) => openJournal(path.join(journals, `${name}.jsonl`), lock),
  };
}
