import { trainPersonal as train } from '../training/index.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printLine } from './output.ts';
import { TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError } from './usage.ts';

/** `keepers train-personal --data DIR [--model ID] [--cache DIR] [--threads N]`: prints the file that it wrote. */
export async function trainPersonal(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    model: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError('train-personal: takes options alone.');
  const { model } = values;
  const file = await train({
    ...trainingOptions('train-personal', values),
    modelsFolder: engineOptions().modelsFolder,
    signal,
    ...(model !== undefined && { model }),
  });
  clearProgress();
  await printLine(file);
  return EXIT.done;
}
