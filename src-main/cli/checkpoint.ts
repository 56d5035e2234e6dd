import { checkpointOfModel } from '../training/index.ts';
import { EXIT, printLine } from './output.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers checkpoint --model MODELS/ID/VERSION --out FILE [--seed N] [--without-mlsp]`: what training goes on from, out of a model's files; prints its path.
 */
export async function checkpoint(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    model: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'without-mlsp': { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw usageError('checkpoint: takes options alone.');
  const model = needed('checkpoint', values.model, 'the model’s folder with --model');
  const out = needed('checkpoint', values.out, 'the checkpoint to write with --out');
  await checkpointOfModel({
    ...{ model, out, withoutMlsp: values['without-mlsp'] },
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31),
  });
  await printLine(out);
  return EXIT.done;
}
