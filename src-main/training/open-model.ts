/** A model to evaluate: one of the manifest's, or a file. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { MANIFEST, modelName, parseManifest, type ModelEntry } from '../inference/manifest.ts';
import { readVerified, sha256Of } from '../inference/model-files.ts';
import type { ModelSession } from '../inference/session.ts';
import { openSession, type SessionOptions } from './apply-model.ts';
import { entryOfFile } from './model-entry.ts';

export interface OpenedModel {
  /** `id@version`, or the file's name. */
  readonly name: string;
  readonly sha256: string;
  readonly entry: ModelEntry;
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly session: ModelSession;
  /** What the paths in `entry` are relative to; absent of a file that no manifest names, which has no other files. */
  readonly folder?: string;
}

/**
 * Opens `model`: the id (or `id@version`) of a model in the manifest of `modelsFolder`, by default its default; or the path of
 * an ONNX file, with its entry where a manifest two folders above names it. Throws `model-unknown`, `model-missing`,
 * `model-hash-mismatch`, `model-manifest-invalid`, `file-missing` or `provider-failed`.
 */
export async function openModel(
  model: string | undefined,
  modelsFolder: string,
  options: SessionOptions,
): Promise<OpenedModel> {
  if (model?.endsWith('.onnx') === true) return openFile(path.resolve(model), options);
  const entries = await entriesIn(modelsFolder);
  const entry = entries.find((each) =>
    model === undefined ? each.isDefault : [each.entry.id, modelName(each.entry)].includes(model),
  )?.entry;
  if (entry === undefined) throw new KeepersError('model-unknown', { id: model ?? 'the default' });
  return openListed(modelsFolder, entry, options);
}

async function openFile(file: string, options: SessionOptions): Promise<OpenedModel> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  const folder = path.resolve(file, '../../..');
  const listed = existsSync(path.join(folder, MANIFEST)) ? await entriesIn(folder) : [];
  const known = listed.find(({ entry }) => path.join(folder, entry.model.path) === file)?.entry;
  if (known !== undefined) return openListed(folder, known, options);
  const entry = describeFile(bytes, options.provider);
  const session = await openSession(bytes, entry, options);
  return { name: path.basename(file), sha256: sha256Of(bytes), entry, bytes, session };
}

async function openListed(
  folder: string,
  entry: ModelEntry,
  options: SessionOptions,
): Promise<OpenedModel> {
  const bytes = await readVerified(folder, entry.model);
  const session = await openSession(bytes, entry, options);
  return { name: modelName(entry), sha256: entry.model.sha256, entry, bytes, session, folder };
}

function describeFile(bytes: Uint8Array, provider: string): ModelEntry {
  try {
    return entryOfFile(bytes);
  } catch (thrown) {
    throw new KeepersError(
      'provider-failed',
      { provider, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

async function entriesIn(folder: string): Promise<{ entry: ModelEntry; isDefault: boolean }[]> {
  const file = path.join(folder, MANIFEST);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('model-missing', { file }, { cause: thrown });
  }
  const manifest = parseManifest(text, file);
  return manifest.models.map((entry) => ({ entry, isDefault: entry.id === manifest.default }));
}
