import { trainPersonal as train } from '../training/index.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printLine } from './output.ts';
import { TRAINING_OPTIONS, trainingOptions } from './training-options.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/** `keepers train-personal --data DIR [--model ID] [--people N] [--cache DIR] [--threads N]`: prints the file that it wrote. */
export async function trainPersonal(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...TRAINING_OPTIONS,
    model: { type: 'string' },
    people: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError('train-personal: takes options alone.');
  const { model, people } = values;
  const file = await train({
    ...trainingOptions('train-personal', values),
    modelsFolder: engineOptions().modelsFolder,
    signal,
    ...(model !== undefined && { model }),
    ...(people !== undefined && { people: wholeNumber('people', people, 4, 10_000) }),
  });
  clearProgress();
  await printLine(file);
  return EXIT.done;
}
