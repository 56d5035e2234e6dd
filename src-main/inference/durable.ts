import { open, rename, rm } from 'node:fs/promises';
import { KeepersError } from '../../src-shared/errors.ts';

/** Writes a file so that it is either whole or as it was, even after a power cut: temporary file, fsync, rename. */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeSynced(temporary, bytes);
    await rename(temporary, file);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw writeError(file, thrown);
  }
}

/** Writes a new file and waits until it is on the disk. */
export async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(bytes);
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
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new KeepersError('write-failed', { path: file, reason }, { cause: thrown });
}
