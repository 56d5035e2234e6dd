import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { targetError } from './errors.ts';
import type { Journal } from './types.ts';

/**
 * Opens a job's journal: one JSON value a line, appended and flushed. A line that a killed process left unfinished is
 * dropped. `lock` answers undefined where another process has the journal.
 */
export async function openJournal(
  file: string,
  lock: (file: string) => { release(): void } | undefined,
): Promise<Journal> {
  await mkdir(path.dirname(file), { recursive: true });
  const held = lock(`${file}.lock`);
  if (held === undefined) throw new KeepersError('already-running');
  try {
    const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return '';
      throw thrown;
    });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
    const entries = whole.split('\n').flatMap(entryOf);
    const handle = await open(file, 'a', 0o600);
    return {
      entries,
      append: async (...added) => {
        const lines = added.map((entry) => `${JSON.stringify(entry)}\n`).join('');
        try {
          await handle.appendFile(lines);
          await handle.datasync();
        } catch (thrown) {
          throw targetError(thrown, file);
        }
      },
      close: async () => {
        await handle.close();
        held.release();
      },
    };
  } catch (thrown) {
    held.release();
    throw thrown;
  }
}

/** A line that a failing drive has garbled says nothing; the others still do. */
function entryOf(line: string): unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as unknown];
  } catch {
    return [];
  }
}
