/** Standard output and error of the command line: results on one, everything else on the other. */

/** Exit codes: all done, some photos failed, bad usage. */
export const EXIT = { done: 0, someFailed: 1, usage: 2 } as const;

/** Writes one line of results; resolves once the reader can take more. A reader that has gone ends the program quietly. */
export function printLine(line: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${line}\n`, () => resolve());
  });
}

/** Ends the program quietly when whoever reads the results stops reading, as `head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
}

/** Said where folders hold nothing to work on, which is no failure. */
export const NO_PHOTOS = 'There are no photos here. See the README for the list of formats.';

/** A sentence for the person, on standard error. */
export function say(sentence: string): void {
  clearProgress();
  process.stderr.write(`${sentence}\n`);
}

let progressShown = false;

/** Progress on one line of the terminal, replaced by the next; nothing where standard error is no terminal. */
export function showProgress(line: string): void {
  if (!process.stderr.isTTY) return;
  const width = process.stderr.columns || 80;
  process.stderr.write(`\r\x1b[2K${line.slice(0, width - 1)}`);
  progressShown = true;
}

export function clearProgress(): void {
  if (!progressShown) return;
  process.stderr.write('\r\x1b[2K');
  progressShown = false;
}

/** A file name that cannot break a line or colour a terminal: control characters are written as escapes. */
export function printable(path: string): string {
  return path.replace(
    new RegExp('[\\u0000-\\u001f\\u007f-\\u009f]', 'g'),
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** "3 min 20 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
