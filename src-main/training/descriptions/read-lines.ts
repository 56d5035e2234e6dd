import { createReadStream } from 'node:fs';
import { KeepersError } from '../../../src-shared/errors.ts';

/** One line of a text file. */
export interface Line {
  /** Counted from 1, as editors do. */
  readonly line: number;
  readonly text: string;
}

/**
 * The lines of a file of any size, one after another, ended by LF or CR LF; what follows the last end is a line if it is not empty.
 * Throws `file-missing` or `file-unreadable`. Node's readline would also end lines at U+2028, which JSON may hold.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let line = 0;
  let begun = '';
  for await (const piece of readText(file)) {
    const texts = (begun + piece).split('\n');
    begun = texts.pop() ?? '';
    for (const text of texts) yield { line: ++line, text: text.replace(/\r$/, '') };
  }
  if (begun !== '') yield { line: ++line, text: begun };
}

/** A file's text in pieces, without a byte order mark. Throws `file-missing` or `file-unreadable`. */
export async function* readText(file: string): AsyncGenerator<string> {
  try {
    let first = true;
    for await (const piece of createReadStream(file, 'utf8')) {
      yield first ? String(piece).replace(/^\uFEFF/, '') : String(piece);
      first = false;
    }
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new KeepersError('file-missing', { path: file }, { cause: thrown })
      : new KeepersError('file-unreadable', { reason: message }, { cause: thrown });
  }
}
