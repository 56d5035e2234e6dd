import { KeepersError } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { Side } from './calls.ts';
import { PoolFailure, ProviderPool } from './pool.ts';
import { CPU } from './providers.ts';
import type { ResolvedModel } from './types.ts';

/**
 * Runs a model on the CPU, and its text side where it has one, and compares with its goldens. Throws `provider-failed`, or what is
 * wrong with a file.
 */
export async function runGoldens(model: ResolvedModel, spawnWorker: SpawnWorker): Promise<void> {
  const sides: readonly Side[] = model.entry.text === undefined ? ['image'] : ['image', 'text'];
  for (const side of sides) await runSide(model, side, spawnWorker);
}

async function runSide(model: ResolvedModel, side: Side, spawnWorker: SpawnWorker): Promise<void> {
  const pool = new ProviderPool({
    spawnWorker,
    model,
    provider: CPU,
    side,
    processes: 1,
    threads: 1,
  });
  try {
    await pool.start();
  } catch (thrown) {
    if (!(thrown instanceof PoolFailure)) throw thrown;
    throw new KeepersError(
      'provider-failed',
      { provider: CPU, reason: thrown.message },
      { cause: thrown },
    );
  } finally {
    pool.close();
  }
}
