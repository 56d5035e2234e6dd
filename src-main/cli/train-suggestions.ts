import path from 'node:path';
import { trainSuggestions as train } from '../training/index.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printLine } from './output.ts';
import { needed, TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

const PICTURES = '300';

/**
 * `keepers train-suggestions --data DIR --photos DIR --turns FILE --damage FILE [--model ID] [--pictures N] [--cache DIR] [--threads N]`: prints the file that it
 * wrote and the thresholds that it set. Goes on where it was stopped.
 */
export async function trainSuggestions(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    model: { type: 'string' },
    photos: { type: 'string' },
    turns: { type: 'string' },
    damage: { type: 'string' },
    pictures: { type: 'string', default: PICTURES },
  });
  if (positionals.length > 0) throw usageError('train-suggestions: takes options alone.');
  const photos = needed('train-suggestions', values.photos, 'undamaged photos with --photos');
  const turns = needed('train-suggestions', values.turns, 'the network for turns with --turns');
  const damage = needed('train-suggestions', values.damage, 'the network for damage with --damage');
  const { model } = values;
  const { file, ...set } = await train({
    ...trainingOptions('train-suggestions', values),
    modelsFolder: engineOptions().modelsFolder,
    photos: path.resolve(photos),
    turns: path.resolve(turns),
    damage: path.resolve(damage),
    pictures: wholeNumber('pictures', values.pictures, 20, 100_000),
    signal,
    ...(model !== undefined && { model }),
  });
  clearProgress();
  await printLine(file);
  await printLine(JSON.stringify(set));
  return EXIT.done;
}
