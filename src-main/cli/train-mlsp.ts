import path from 'node:path';
import { defaultFolders } from '../engine/index.ts';
import { openTextData, readMlspConfig, readTrainedNetwork, trainMlsp } from '../training/index.ts';
import { clearProgress, EXIT, printLine, say } from './output.ts';
import { stepProgress } from './step-progress.ts';
import { needed, TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers train-mlsp --data DIR --checkpoint FILE --config FILE [--run DIR] [--cache DIR] [--provider NAME] [--threads N]
 * [--workers N]`: tells ratings from multi-level features of a finished network, and prints the path of the checkpoint that has all.
 */
export async function trainMlspCommand(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    checkpoint: { type: 'string' },
    config: { type: 'string' },
    run: { type: 'string' },
    workers: { type: 'string', default: '1' },
  });
  if (positionals.length > 0) throw usageError('train-mlsp: takes options alone.');
  const { provider, threads, ...opening } = trainingOptions('train-mlsp', values);
  const need = (name: 'checkpoint' | 'config', what: string) =>
    needed('train-mlsp', values[name], `${what} with --${name}`);
  const checkpoint = need('checkpoint', 'the network’s checkpoint');
  const config = await readMlspConfig(need('config', 'a config file'));
  const workers = wholeNumber('workers', values.workers, 1, 64);
  const network = await readTrainedNetwork(checkpoint);
  const data = await openTextData(opening);
  const result = await trainMlsp(data, {
    folder: values.run ?? path.join(defaultFolders().home, 'training', 'mlsp'),
    ...{ network, config, provider, threads, workers, signal },
    onProgress: stepProgress(),
  });
  clearProgress();
  await printLine(result.checkpoint);
  if (!result.finished) say('Not finished: the same command goes on from the checkpoint.');
  return result.finished ? EXIT.done : EXIT.someFailed;
}
