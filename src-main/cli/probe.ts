import { existsSync } from 'node:fs';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { comparisonText, probeRuns } from '../training/index.ts';
import { clearProgress, EXIT, printLine } from './output.ts';
import { TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers probe --data DIR [--photos DIR] [--seed N] [--json] [--cache DIR] [--provider NAME] [--threads N] NAME=CHECKPOINT…`: what each run
 * has learnt, beside the first one's. Runs of one name are seeds of one method.
 */
export async function probe(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    photos: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  });
  const options = trainingOptions('probe', values);
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 31);
  if (positionals.length === 0) throw usageError('probe: name runs as NAME=CHECKPOINT.');
  const runs = positionals.map((given) => {
    const [, name, checkpoint] = /^([^=]+)=(.+)$/.exec(given) ?? [];
    if (name === undefined || checkpoint === undefined) {
      throw usageError(`probe: expected NAME=CHECKPOINT, received “${given}”.`);
    }
    return { name, checkpoint };
  });
  const photos = values.photos ?? path.join(options.data, '../photos/clean');
  if (!existsSync(photos)) throw new KeepersError('folder-missing', { path: photos });
  const probed = await probeRuns(runs, { ...options, photos, seed, signal });
  clearProgress();
  await printLine(values.json === true ? JSON.stringify(probed) : comparisonText(probed));
  return EXIT.done;
}
