import { KeepersError } from '../../src-shared/errors.ts';
import type { CheckpointHeader } from './checkpoint.ts';

/** Throws `checkpoint-invalid`, which names the entry, where a run was begun with other hyper-parameters: they would not go together. */
export function sameConfig(
  file: string,
  before: CheckpointHeader['config'],
  given: CheckpointHeader['config'],
): void {
  for (const name of Object.keys({ ...before, ...given })) {
    if (before[name] !== given[name]) {
      const reason = `its run has ${name} = ${before[name]}, the config ${given[name]}`;
      throw new KeepersError('checkpoint-invalid', { file, reason });
    }
  }
}
