/**
 * Seals a model into its manifest: makes its goldens on the CPU and fills in every size and SHA-256.
 *
 *     node scripts/seal-model.ts models aesnet-interim [pack.keepers-model]
 *
 * The first argument is the folder of a `manifest.json` in which everything but sizes, hashes and the
 * goldens file is written already. With a third argument the model is also packed into one file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { goldenPicture } from '../src-main/inference/golden-pictures.ts';
import { makeGoldens } from '../src-main/inference/goldens.ts';
import { packModel } from '../src-main/inference/index.ts';
import {
  filesOf,
  MANIFEST,
  parseManifest,
  type Manifest,
  type ModelFile,
} from '../src-main/inference/manifest.ts';
import { sha256Of } from '../src-main/inference/model-files.ts';
import { ProviderPool } from '../src-main/inference/pool.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';

/** No more than one run on the CPU takes: checking them must not cost more memory than scoring does. */
const SEEDS = [1, 2, 3, 4];

const [folder, id, packFile] = process.argv.slice(2);
if (folder === undefined || id === undefined) {
  console.error('usage: node scripts/seal-model.ts FOLDER ID [PACK]');
  process.exit(2);
}
const manifestFile = path.join(folder, MANIFEST);
const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
const entry = manifest.models.find((model) => model.id === id);
if (entry === undefined) throw new Error(`${manifestFile} names no model ${id}`);

async function seal(file: ModelFile): Promise<void> {
  const bytes = await readFile(path.join(folder as string, file.path));
  file.sha256 = sha256Of(bytes);
  file.bytes = bytes.byteLength;
}

await seal(entry.model);
const pool = new ProviderPool({
  spawnWorker: spawnNodeWorker,
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
for (const file of filesOf(entry)) await seal(file);
const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
parseManifest(text, manifestFile);
await writeFile(manifestFile, text);
if (packFile !== undefined) await writeFile(packFile, await packModel(folder, entry));
