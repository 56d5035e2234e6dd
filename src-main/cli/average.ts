import path from 'node:path';
import { averageWithStart, readGeneralEncoder } from '../training/index.ts';
import { EXIT, printLine } from './output.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers average --checkpoint FILE --start FILE --share PERCENT --out FILE [--general FILE]`: averages a run's network with what
 * it started from, and prints the new checkpoint's path.
 */
export async function average(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    checkpoint: { type: 'string' },
    start: { type: 'string' },
    share: { type: 'string' },
    out: { type: 'string' },
    general: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError('average: takes options alone.');
  const need = (name: 'checkpoint' | 'start' | 'share' | 'out', what: string) =>
    needed('average', values[name], `${what} with --${name}`);
  const start = need('start', 'what the run started from');
  const share = wholeNumber('share', need('share', 'the percentage of the run'), 0, 100) / 100;
  const out = need('out', 'the checkpoint to write');
  const encoder = values.general ?? path.join(path.dirname(start), 'general-encoder.onnx');
  const general = async () => (await readGeneralEncoder(encoder)).weights;
  const checkpoint = need('checkpoint', 'the run’s checkpoint');
  await averageWithStart({ checkpoint, start, general, share, out });
  await printLine(out);
  return EXIT.done;
}
