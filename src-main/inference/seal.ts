import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SpawnWorker } from '../workers/types.ts';
import { goldenPicture } from './golden-pictures.ts';
import type { Side } from './calls.ts';
import { makeGoldens, makePhraseGoldens } from './goldens.ts';
import { filesOf, type ModelEntry, type ModelFile } from './manifest.ts';
import { sha256Of } from './model-files.ts';
import { ProviderPool } from './pool.ts';
import { CPU } from './providers.ts';

/** No more than one run on the CPU takes: checking them must not cost more memory than scoring does. */
const SEEDS = [1, 2, 3, 4];

/** Short and long, and a word that no template has. */
const PHRASES = [
  'too dark',
  'Warm evening light.',
  'Blurred by motion',
  'The horizon is clearly off level: everything leans to one side.',
  'soft bokeh behind the bride',
  'light '.repeat(40),
];

/**
 * Seals a model: makes its goldens file on the CPU and fills in the size and SHA-256 of every file in `entry`. `folder` is
 * what the paths are relative to. Throws Node's own error where a file is missing, `PoolFailure` where the model does not run, and
 * what `TextSession.open` throws.
 */
export async function sealModel(
  folder: string,
  entry: ModelEntry,
  spawnWorker: SpawnWorker,
): Promise<void> {
  await seal(folder, entry.model);
  const pictures = SEEDS.map((seed) => goldenPicture(seed, entry.preprocessing.side));
  const outputs = await inPool({ entry, folder, spawnWorker }, 'image', (pool) =>
    pool.run(pictures),
  );
  const goldens = makeGoldens(SEEDS, entry, outputs);
  if (entry.text !== undefined) {
    await seal(folder, entry.text.model);
    await seal(folder, entry.text.vocabulary);
    const encoded = await inPool({ entry, folder, spawnWorker }, 'text', (pool) =>
      pool.encode(PHRASES),
    );
    goldens.phrases = makePhraseGoldens(goldens, PHRASES, encoded);
  }
  await writeFile(path.join(folder, entry.goldens.file.path), `${JSON.stringify(goldens)}\n`);
  for (const file of filesOf(entry)) await seal(folder, file);
}

/** What one side of the model gives on the CPU, before there are goldens to check it with. */
async function inPool<T>(
  { entry, folder, spawnWorker }: { entry: ModelEntry; folder: string; spawnWorker: SpawnWorker },
  side: Side,
  work: (pool: ProviderPool) => Promise<T>,
): Promise<T> {
  const pool = new ProviderPool({
    spawnWorker,
    model: { entry, folder, builtIn: false },
    provider: CPU,
    processes: 1,
    threads: 1,
    side,
    goldens: false,
  });
  try {
    return await work(pool);
  } finally {
    pool.close();
  }
}

async function seal(folder: string, file: ModelFile): Promise<void> {
  const bytes = await readFile(path.join(folder, file.path));
  file.sha256 = sha256Of(bytes);
  file.bytes = bytes.byteLength;
}
