import path from 'node:path';
import { defaultFolders } from '../engine/index.ts';
import { openTextData, readStart, readTurnConfig, trainTurns } from '../training/index.ts';
import { clearProgress, EXIT, printLine, say } from './output.ts';
import { stepProgress } from './step-progress.ts';
import { needed, TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers train-turns --data DIR --start FILE --config FILE [--run DIR] [--cache DIR] [--provider NAME] [--threads N] [--workers N]`:
 * teaches an encoder by how much pictures have to be turned to be level, and prints the path of the network's file.
 */
export async function trainTurnsCommand(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    start: { type: 'string' },
    config: { type: 'string' },
    run: { type: 'string' },
    workers: { type: 'string', default: '1' },
  });
  if (positionals.length > 0) throw usageError('train-turns: takes options alone.');
  const { provider, threads, ...opening } = trainingOptions('train-turns', values);
  const need = (name: 'start' | 'config', what: string) =>
    needed('train-turns', values[name], `${what} with --${name}`);
  const startFile = need('start', 'a model’s file or a checkpoint to start from');
  const config = await readTurnConfig(need('config', 'a config file'));
  const workers = wholeNumber('workers', values.workers, 1, 64);
  const { weights: start } = await readStart(startFile);
  const { cache } = await openTextData(opening);
  const result = await trainTurns(cache, {
    folder: values.run ?? path.join(defaultFolders().home, 'training', 'turns'),
    ...{ start, startFile, config, provider, threads, workers, signal },
    onProgress: stepProgress(),
  });
  clearProgress();
  await printLine(result.file);
  if (!result.finished) say('Not finished: the same command goes on from the checkpoint.');
  return result.finished ? EXIT.done : EXIT.someFailed;
}
