/** What a training run tells of itself, one JSON line at a time. */
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Name of the log in a run's folder. */
export const LOG = 'log.jsonl';

/** One line: either of a step, with its rate and losses, or of a look at photos that are not learnt from. */
export type LogLine = Readonly<Record<string, number>> & { readonly step: number };

export class RunLog {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * The log of a run that goes on after `step` steps (0: begins). Lines of later steps, and one that was torn, are of a run
   * that was killed after its last checkpoint: these steps are done again.
   */
  static async open(folder: string, step: number): Promise<RunLog> {
    const file = path.join(folder, LOG);
    const text = await readFile(file, 'utf8').catch(() => '');
    const kept = text
      .split('\n')
      .filter((line) => (stepOf(line) ?? Infinity) <= step)
      .map((line) => `${line}\n`)
      .join('');
    if (kept !== text) {
      await writeFile(`${file}.part`, kept);
      await rename(`${file}.part`, file);
    }
    return new RunLog(file);
  }

  /** A figure that is no number becomes null, as JSON has it. */
  append(line: LogLine): Promise<void> {
    return appendFile(this.#file, `${JSON.stringify(line)}\n`);
  }
}

function stepOf(line: string): number | undefined {
  try {
    return (JSON.parse(line) as Partial<LogLine>).step;
  } catch {
    return undefined;
  }
}
