import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SpawnWorker } from '../workers/types.ts';
import { goldenPicture } from './golden-pictures.ts';
import { makeGoldens } from './goldens.ts';
import { filesOf, type ModelEntry, type ModelFile } from './manifest.ts';
import { sha256Of } from './model-files.ts';
import { ProviderPool } from './pool.ts';

/** No more than one run on the CPU takes: checking them must not cost more memory than scoring does. */
const SEEDS = [1, 2, 3, 4];

/**
 * Seals a model: makes its goldens file on the CPU and fills in the size and SHA-256 of every file in `entry`. `folder` is
 * what the paths are relative to. Throws Node's own error where a file is missing, `PoolFailure` where the model does not run.
 */
export async function sealModel(
  folder: string,
  entry: ModelEntry,
  spawnWorker: SpawnWorker,
): Promise<void> {
  await seal(folder, entry.model);
  const pool = new ProviderPool({
    spawnWorker,
    model: { entry, folder, builtIn: false },
    provider: 'cpu',
    processes: 1,
    threads: 1,
    goldens: false,
  });
  try {
    const pictures = SEEDS.map((seed) => goldenPicture(seed, entry.preprocessing.side));
    const goldens = makeGoldens(SEEDS, entry, await pool.run(pictures));
    await writeFile(path.join(folder, entry.goldens.file.path), `${JSON.stringify(goldens)}\n`);
  } finally {
    pool.close();
  }
  for (const file of filesOf(entry)) await seal(folder, file);
}

async function seal(folder: string, file: ModelFile): Promise<void> {
  const bytes = await readFile(path.join(folder, file.path));
  file.sha256 = sha256Of(bytes);
  file.bytes = bytes.byteLength;
}
