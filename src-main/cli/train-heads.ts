import {
  openHeadsData,
  readTrainedNetwork,
  trainHeads as fit,
  writeHeads,
} from '../training/index.ts';
import { clearProgress, EXIT, printLine, say } from './output.ts';
import { needed, TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * Percent of the residuals' head that is fitted anew. The more, the better it agrees with people; but at 100 edits of color and
 * light no longer move these most, while at 75 they still do.
 */
const REFIT = '50';

/**
 * `keepers train-heads --data DIR --checkpoint FILE --out FILE [--pictures N] [--refit PERCENT] [--seed N]
 * [--cache DIR] [--provider NAME] [--threads N]`: prints the path of the heads.
 */
export async function trainHeads(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    checkpoint: { type: 'string' },
    out: { type: 'string' },
    pictures: { type: 'string', default: '1000000' },
    refit: { type: 'string' },
    seed: { type: 'string', default: '1' },
  });
  if (positionals.length > 0) throw usageError('train-heads: takes options alone.');
  const options = trainingOptions('train-heads', values);
  const checkpoint = needed('train-heads', values.checkpoint, 'the checkpoint with --checkpoint');
  const out = needed('train-heads', values.out, 'the file to write with --out');
  const most = wholeNumber('pictures', values.pictures, 100, 1e6);
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 31);
  // Before an hour of decoding.
  const network = await readTrainedNetwork(checkpoint);
  const refit = refitOf(values.refit, network.mlsp !== undefined);
  const data = await openHeadsData(network.header, { ...options, most, seed });
  const heads = await fit(network, data, { ...options, refit, seed, signal });
  await writeHeads(out, heads);
  clearProgress();
  await printLine(out);
  const { spread, scene, residualHead } = heads;
  for (const [name, srcc] of Object.entries(residualHead?.srcc ?? {})) {
    const { trained, refit: anew, mixed } = srcc;
    say(
      `${name}: residual SRCC ${[trained, anew, mixed].map(short).join(', ')} (trained, refit, mixed).`,
    );
  }
  say(`Spread × ${spread.factor.toFixed(3)}: ${shown(spread.within)} within, cross-validated.`);
  say(`Scene: ${shown(scene.accuracy)} right, cross-fitted; ridge ${scene.lambda}.`);
  return EXIT.done;
}

/** Share of the residuals' head that is fitted anew. Where residuals are told from all blocks, too, that head has little say: it stays. */
function refitOf(given: string | undefined, hasMlsp: boolean): number {
  const refit = wholeNumber('refit', given ?? (hasMlsp ? '0' : REFIT), 0, 100) / 100;
  if (refit > 0 && hasMlsp) {
    throw usageError(
      'train-heads: this network tells residuals from all its blocks: leave out --refit.',
    );
  }
  return refit;
}

function shown({ value, lower, upper }: { value: number; lower: number; upper: number }): string {
  return `${value.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
}

const short = (value: number) => value.toFixed(3);
