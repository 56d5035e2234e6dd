import { stat } from 'node:fs/promises';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

/** See `Transfer.trash`. */
export async function moveToTrash(file: string): Promise<void> {
  try {
    // It would pass over a file that is not there.
    await stat(file);
    // Loaded at the first need: it brings a whole search for files along.
    const { default: trash } = await import('trash');
    await trash(file, { glob: false });
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? reasonOf(thrown);
    throw new KeepersError('trash-failed', { path: file, reason }, { cause: thrown });
  }
}
