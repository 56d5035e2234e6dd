import path from 'node:path';
import { averageWithTuned, readGeneralEncoder } from '../training/index.ts';
import { EXIT, printLine } from './output.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers average --checkpoint FILE --tuned FILE --share PERCENT --out FILE [--general FILE]`: averages a run's network with the
 * fine-tuned encoder that it started from, and prints the new checkpoint's path.
 */
export async function average(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    checkpoint: { type: 'string' },
    tuned: { type: 'string' },
    share: { type: 'string' },
    out: { type: 'string' },
    general: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError('average: takes options alone.');
  const need = (name: 'checkpoint' | 'tuned' | 'share' | 'out', what: string) =>
    needed('average', values[name], `${what} with --${name}`);
  const tuned = need('tuned', 'the fine-tuned encoder');
  const share = wholeNumber('share', need('share', 'the percentage of the run'), 0, 100) / 100;
  const out = need('out', 'the checkpoint to write');
  const encoder = await readGeneralEncoder(
    values.general ?? path.join(path.dirname(tuned), 'general-encoder.onnx'),
  );
  const checkpoint = need('checkpoint', 'the run’s checkpoint');
  await averageWithTuned({ checkpoint, tuned, general: encoder.weights, share, out });
  await printLine(out);
  return EXIT.done;
}
