import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

/** Writes a file so that it is either whole or as it was, even after a power cut: temporary file, fsync, rename. */
export function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  return writePartsDurably(file, [bytes]);
}

/**
 * As `writeDurably`, of a content that comes in parts. Where they end with an error, which is thrown on, nothing is left. Throws
 * `disk-full` or `write-failed`.
 */
export async function writePartsDurably(
  file: string,
  parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeSynced(temporary, parts);
    await rename(temporary, file);
  } catch (thrown) {
    // Why it failed matters more than what could not be removed.
    await rm(temporary, { force: true }).catch(() => undefined);
    const fromDisk = thrown instanceof Error && 'syscall' in thrown;
    throw fromDisk ? writeError(file, thrown) : thrown;
  }
}

/** Writes a new file and waits until it is on the disk. */
export async function writeSynced(
  file: string,
  content: Parameters<FileHandle['writeFile']>[0],
): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What to tell a person about a write that failed. */
export function writeError(file: string, thrown: unknown): KeepersError {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new KeepersError('disk-full', { what: file }, { cause: thrown });
  }
  const reason = reasonOf(thrown);
  return new KeepersError('write-failed', { path: file, reason }, { cause: thrown });
}
