import { existsSync } from 'node:fs';
import path from 'node:path';
import { evaluateModel, reportJson, reportText, type EvaluateOptions } from '../training/index.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printLine } from './output.ts';
import { TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError } from './usage.ts';

const SPLITS: readonly EvaluateOptions['split'][] = ['validation', 'people', 'test'];

/**
 * `keepers evaluate --data DIR [--split validation|people|test] [--model ID|FILE] [--against ID|FILE] [--general FILE]
 * [--photos DIR] [--json] [--cache DIR] [--provider NAME] [--threads N]`: prints figures with their intervals.
 */
export async function evaluate(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    split: { type: 'string', default: 'validation' },
    model: { type: 'string' },
    against: { type: 'string' },
    general: { type: 'string' },
    photos: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0) throw usageError('evaluate: takes options alone.');
  const options = trainingOptions('evaluate', values);
  const split = SPLITS.find((name) => name === values.split);
  if (split === undefined) {
    throw usageError(`--split: expected ${SPLITS.join(', ')}, received “${values.split}”.`);
  }
  const { model, against } = values;
  const general = values.general ?? existing(options.data, '../weights/general-encoder.onnx');
  const photos = values.photos ?? existing(options.data, '../photos/clean');
  const report = await evaluateModel({
    ...options,
    split,
    modelsFolder: engineOptions().modelsFolder,
    signal,
    ...(model !== undefined && { model }),
    ...(against !== undefined && { against }),
    ...(general !== undefined && { general }),
    ...(photos !== undefined && { photos }),
  });
  clearProgress();
  await printLine(values.json === true ? reportJson(report) : reportText(report));
  return EXIT.done;
}

/** A path from PARA's folder, where it is there. */
function existing(data: string, relative: string): string | undefined {
  const full = path.join(data, relative);
  return existsSync(full) ? full : undefined;
}
