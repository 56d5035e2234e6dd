import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defaultFolders } from '../engine/index.ts';
import {
  checkWarmStart,
  isTunedEncoder,
  openTrainingData,
  pretrain as run,
  readConfig,
  readGeneralEncoder,
  readSentences,
  readStart,
  type GeneralEncoder,
  type PretrainOptions,
  type TrainingProgress,
} from '../training/index.ts';
import { clearProgress, duration, EXIT, printLine, say, showProgress } from './output.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/** Without a terminal a line of progress every so many seconds. */
const LINE_EVERY = 60;

/**
 * `keepers pretrain --data DIR --config FILE [--general FILE] [--start FILE] [--descriptions FILE] [--run DIR] [--cache DIR] [--provider NAME]
 * [--threads N] [--workers N] [--seconds N]`: prints the checkpoint's path.
 */
export async function pretrain(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    data: { type: 'string' },
    config: { type: 'string' },
    general: { type: 'string' },
    start: { type: 'string' },
    descriptions: { type: 'string' },
    run: { type: 'string' },
    cache: { type: 'string' },
    provider: { type: 'string', default: 'cpu' },
    threads: { type: 'string' },
    workers: { type: 'string', default: '1' },
    seconds: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError('pretrain: takes options alone.');
  if (values.data === undefined) throw usageError('pretrain: name PARA’s folder with --data.');
  if (values.config === undefined) throw usageError('pretrain: name a config file with --config.');
  const home = path.join(defaultFolders().home, 'training');
  const { data, provider } = values;
  const cores = availableParallelism();
  // Before anything that takes time.
  const threads = wholeNumber('threads', values.threads ?? String(cores), 1, 256);
  const workers = wholeNumber('workers', values.workers, 1, 64);
  const seconds =
    values.seconds === undefined ? undefined : wholeNumber('seconds', values.seconds, 1, 1e7);
  const config = await readConfig(values.config);
  const general = values.general ?? path.join(data, '../weights/general-encoder.onnx');
  const encoder = await readGeneralEncoder(general);
  const start = await startOf(values.start, encoder.weights);
  const learntFrom = await openTrainingData({
    data,
    cache: values.cache ?? path.join(home, 'cache'),
    encoder,
    provider,
    threads,
    processes: cores,
    onProgress: (what, done, count) => showProgress(`${what}: ${done} of ${count}`),
  });
  const sentences =
    values.descriptions === undefined
      ? undefined
      : await readSentences(
          values.descriptions,
          learntFrom.rows.map(({ id }) => id),
          say,
          {
            rated: config.ratedSentences,
            shuffledBy: config.shuffledSentences === true ? config.seed : undefined,
          },
        );
  const result = await run(
    { ...learntFrom, sentences },
    {
      folder: values.run ?? path.join(home, 'run'),
      provider,
      threads,
      workers,
      config,
      start,
      signal,
      ...(seconds !== undefined && { seconds }),
      onProgress: progressPrinter(),
      onTextStep: (step, steps, loss) =>
        showProgress(`Sentences alone: step ${step} of ${steps}, loss ${loss.toFixed(4)}`),
    },
  );
  clearProgress();
  await printLine(result.checkpoint);
  if (result.best !== null) {
    say(`Best: SRCC ${result.best.figure.toFixed(4)} on validation, step ${result.best.step}.`);
  }
  if (!result.finished) say('Not finished: the same command goes on from the checkpoint.');
  return result.finished ? EXIT.done : EXIT.someFailed;
}

async function startOf(
  file: string | undefined,
  general: GeneralEncoder['weights'],
): Promise<PretrainOptions['start']> {
  if (file === undefined) return { kind: 'general', weights: general };
  const { weights, header, vocabulary } = await readStart(file);
  if (isTunedEncoder(weights)) return { kind: 'tuned', weights, general };
  checkWarmStart(file, weights);
  return { kind: 'warm', weights, header, vocabulary };
}

function progressPrinter(): (progress: TrainingProgress) => void {
  let printedAt = -Infinity;
  return ({ step, steps, loss, imagesPerSecond, secondsLeft, waiting }) => {
    const line =
      `Step ${step} of ${steps}: loss ${loss.toFixed(4)}, ${imagesPerSecond.toFixed(1)} images/s, ` +
      `${(100 * waiting).toFixed(1)} % waiting for pictures, ${duration(secondsLeft)} left`;
    showProgress(line);
    const now = performance.now() / 1000;
    if (process.stderr.isTTY || now - printedAt < LINE_EVERY) return;
    printedAt = now;
    say(line);
  };
}
