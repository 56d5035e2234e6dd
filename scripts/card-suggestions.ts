/**
 * Writes the figures of a model's suggestions into its card, and the card's size and hash into the manifest.
 *
 *     node scripts/card-suggestions.ts models MODEL FIGURES…
 *
 * FIGURES are files with what `keepers evaluate --suggestions --json` printed of this very model. What the card said before is replaced.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MANIFEST, parseManifest, type Manifest } from '../src-main/inference/manifest.ts';
import { sha256Of } from '../src-main/inference/model-files.ts';
import { withSuggestionFigures } from '../src-main/training/export/suggestion-section.ts';
import type { SuggestionReport } from '../src-main/training/suggestions/evaluate-suggestions.ts';

const [folder, id, ...files] = process.argv.slice(2);
if (folder === undefined || id === undefined || files.length === 0) {
  console.error('usage: node scripts/card-suggestions.ts FOLDER ID FIGURES…');
  process.exit(2);
}
const manifestFile = path.join(folder, MANIFEST);
const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
const at = manifest.models.findIndex((model) => model.id === id);
const entry = manifest.models[at];
if (entry === undefined) throw new Error(`${manifestFile} names no model ${id}`);
const reports = await Promise.all(
  files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as SuggestionReport),
);
if (reports.some(({ modelSha256 }) => modelSha256 !== entry.model.sha256)) {
  throw new Error('these figures are of another model file');
}
const cardFile = path.join(folder, entry.card.path);
const card = Buffer.from(withSuggestionFigures(await readFile(cardFile, 'utf8'), reports));
manifest.models[at] = {
  ...entry,
  card: { ...entry.card, sha256: sha256Of(card), bytes: card.byteLength },
};
const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
parseManifest(text, manifestFile);
await writeFile(cardFile, card);
await writeFile(manifestFile, text);
