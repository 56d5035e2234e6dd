import path from 'node:path';
import { defaultFolders } from '../engine/index.ts';
import {
  openTextData,
  readSentences,
  readTextConfig,
  readTrainedNetwork,
  trainTextSide,
} from '../training/index.ts';
import { clearProgress, EXIT, printLine, say } from './output.ts';
import { stepProgress } from './step-progress.ts';
import { needed, TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers train-text --data DIR --checkpoint FILE --descriptions FILE --config FILE [--run DIR] [--cache DIR] [--provider NAME] [--threads N]
 * [--workers N]`: trains a text encoder on a finished network and prints the path of the checkpoint that has both.
 */
export async function trainText(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    checkpoint: { type: 'string' },
    descriptions: { type: 'string' },
    config: { type: 'string' },
    run: { type: 'string' },
    workers: { type: 'string', default: '1' },
  });
  if (positionals.length > 0) throw usageError('train-text: takes options alone.');
  const { provider, threads, ...opening } = trainingOptions('train-text', values);
  const need = (name: 'checkpoint' | 'descriptions' | 'config', what: string) =>
    needed('train-text', values[name], `${what} with --${name}`);
  const checkpoint = need('checkpoint', 'the network’s checkpoint');
  const descriptions = need('descriptions', 'a description database');
  const config = await readTextConfig(need('config', 'a config file'));
  const workers = wholeNumber('workers', values.workers, 1, 64);
  const network = await readTrainedNetwork(checkpoint);
  const data = await openTextData(opening);
  const ids = data.rows.map(({ id }) => id);
  const sentences = await readSentences(descriptions, ids, say);
  const result = await trainTextSide(
    { ...data, sentences },
    {
      folder: values.run ?? path.join(defaultFolders().home, 'training', 'text'),
      ...{ network, config, provider, threads, workers, signal },
      onProgress: stepProgress(),
    },
  );
  clearProgress();
  await printLine(result.checkpoint);
  if (!result.finished) say('Not finished: the same command goes on from the checkpoint.');
  return result.finished ? EXIT.done : EXIT.someFailed;
}
