import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../../src-shared/errors.ts';
import { writeError } from '../../inference/durable.ts';

/** Bytes that are gathered before each write. */
const PORTION = 1 << 20;

/**
 * Writes a text that comes in parts so that the file is either whole or as it was: temporary file, fsync, rename. Where the parts
 * end with an error, which is thrown on, or the signal is raised (`cancelled`), nothing is left. Throws `disk-full` or `write-failed`.
 */
export async function writeParts(
  file: string,
  parts: AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(temporary, 'w');
    try {
      let waiting = '';
      for await (const part of parts) {
        if (signal?.aborted) throw new KeepersError('cancelled');
        waiting += part;
        if (waiting.length < PORTION) continue;
        await handle.writeFile(waiting);
        waiting = '';
      }
      await handle.writeFile(waiting);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (thrown) {
    // Why it failed matters more than what could not be removed.
    await rm(temporary, { force: true }).catch(() => undefined);
    const fromDisk = thrown instanceof Error && 'syscall' in thrown;
    throw fromDisk ? writeError(file, thrown) : thrown;
  }
}
