import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../../src-shared/errors.ts';
import { writeError, writePartsDurably } from '../../inference/durable.ts';

/**
 * Writes a text that comes in parts: whole, or not at all (`writePartsDurably`). The folder is made where it is missing. Throws
 * what the parts end with, `cancelled` where the signal is raised, `disk-full` or `write-failed`.
 */
export async function writeParts(
  file: string,
  parts: AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true }).catch((thrown: unknown) => {
    throw writeError(file, thrown);
  });
  await writePartsDurably(file, untilCancelled(parts, signal));
}

async function* untilCancelled(
  parts: AsyncIterable<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  for await (const part of parts) {
    if (signal?.aborted) throw new KeepersError('cancelled');
    yield part;
  }
}
