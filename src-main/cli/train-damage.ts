import path from 'node:path';
import { defaultFolders } from '../engine/index.ts';
import { openTextData, readTrainedNetwork, trainDamage } from '../training/index.ts';
import { clearProgress, EXIT, printLine } from './output.ts';
import { stepProgress } from './step-progress.ts';
import { needed, TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const BATCHES = '250';

/**
 * `keepers train-damage --data DIR --checkpoint FILE [--batches N] [--run DIR] [--cache DIR] [--provider NAME] [--threads N] [--workers N]`:
 * learns from what every block of a network sees what undoing known damage would gain, and prints the path of that network's file.
 */
export async function trainDamageCommand(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    checkpoint: { type: 'string' },
    batches: { type: 'string', default: BATCHES },
    run: { type: 'string' },
    workers: { type: 'string', default: '1' },
  });
  if (positionals.length > 0) throw usageError('train-damage: takes options alone.');
  const { provider, threads, ...opening } = trainingOptions('train-damage', values);
  const checkpoint = needed(
    'train-damage',
    values.checkpoint,
    'the network’s checkpoint with --checkpoint',
  );
  const batches = wholeNumber('batches', values.batches, 1, 10_000);
  const workers = wholeNumber('workers', values.workers, 1, 64);
  const network = await readTrainedNetwork(checkpoint);
  const data = await openTextData(opening);
  const { file, directions } = await trainDamage(data, {
    folder: values.run ?? path.join(defaultFolders().home, 'training', 'damage'),
    ...{ network, batches, provider, threads, workers, signal },
    onProgress: stepProgress(),
  });
  clearProgress();
  await printLine(file);
  await printLine(JSON.stringify(directions));
  return EXIT.done;
}
