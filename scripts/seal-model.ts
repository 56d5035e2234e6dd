/**
 * Seals a model into its manifest: makes its goldens on the CPU and fills in every size and SHA-256.
 *
 *     node scripts/seal-model.ts models MODEL [pack.keepers-model]
 *
 * The first argument is the folder of a `manifest.json` in which everything but sizes, hashes and the
 * goldens file is written already. With a third argument the model is also packed into one file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packModel } from '../src-main/inference/index.ts';
import { MANIFEST, parseManifest, type Manifest } from '../src-main/inference/manifest.ts';
import { sealModel } from '../src-main/inference/seal.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';

const [folder, id, packFile] = process.argv.slice(2);
if (folder === undefined || id === undefined) {
  console.error('usage: node scripts/seal-model.ts FOLDER ID [PACK]');
  process.exit(2);
}
const manifestFile = path.join(folder, MANIFEST);
const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
const entry = manifest.models.find((model) => model.id === id);
if (entry === undefined) throw new Error(`${manifestFile} names no model ${id}`);
await sealModel(folder, entry, spawnNodeWorker);
const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
parseManifest(text, manifestFile);
await writeFile(manifestFile, text);
if (packFile !== undefined) await writeFile(packFile, await packModel(folder, entry));
