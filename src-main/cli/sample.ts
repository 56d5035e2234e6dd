import { renderPracticeShoot } from '../engine/sample.ts';
import { clearProgress, EXIT, printLine, showProgress } from './output.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/** `keepers sample DIR [--seed N]`: prints the path of every frame. */
export async function sample(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, { seed: { type: 'string' } });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw usageError('sample: name one folder.');
  const files = await renderPracticeShoot(folder, {
    signal,
    ...(values.seed !== undefined && { seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1) }),
    onProgress: ({ done, total }) => showProgress(`Rendering ${done} of ${total} frames`),
  });
  clearProgress();
  for (const file of files) await printLine(file);
  return EXIT.done;
}
