/** `keepers export`: a model's folder and its manifest entry, from a checkpoint and its heads. */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { outputNamesOf } from '../../../src-aesnet/onnx/outputs.ts';
import { formatVocabulary } from '../../../src-aesnet/text/vocabulary.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { SpawnWorker } from '../../workers/types.ts';
import { writeDurably } from '../../inference/durable.ts';
import {
  MANIFEST,
  parseManifest,
  type Manifest,
  type ModelEntry,
} from '../../inference/manifest.ts';
import { sha256Of } from '../../inference/model-files.ts';
import { PoolFailure } from '../../inference/pool.ts';
import { sealModel } from '../../inference/seal.ts';
import { TRAINING } from '../checkpoint-of-model.ts';
import { readVocabulary, VOCABULARY } from '../contrast/index.ts';
import type { EvaluationReport } from '../evaluate/report.ts';
import { readHeads, type Heads } from '../heads/heads-file.ts';
import { entryOf, type ModelParts } from '../model-entry.ts';
import {
  modelOf,
  readTrainedNetwork,
  textModelOf,
  type TrainedNetwork,
} from '../model-of-checkpoint.ts';
import { PARA_TERMS, writeCard } from './card.ts';
import { curvesOf } from './curves.ts';
import { readFigures } from './figures-file.ts';
import { manifestFigures } from './manifest-figures.ts';
import { plotsOf, type Plot } from './plots.ts';

export interface ExportOptions {
  readonly checkpoint: string;
  readonly heads: string;
  /** The vocabulary of its text encoder, if it has one. Default: the one beside the checkpoint. */
  readonly vocabulary?: string;
  /** The folder to write: `<models>/<id>/<version>`; the manifest lies in `<models>`. */
  readonly out: string;
  /** Logs of the runs, in order, for the curves; there may be none. */
  readonly logs: readonly string[];
  /** Reports of `keepers evaluate --json` on this very model; the manifest states the figures of the first. */
  readonly figures: readonly string[];
  readonly spawnWorker: SpawnWorker;
}

/**
 * Writes model.onnx, heads.json, training.json (the checkpoint's header), card.md, goldens.json, of a checkpoint with text also text.onnx and vocabulary.txt, with a log
 * curves.svg, and with figures score.svg and residuals.svg, and makes the model the manifest's default.
 * Everything is read and checked before anything is written. Throws `file-missing`, `checkpoint-invalid`, `heads-invalid`,
 * `figures-invalid`, `model-manifest-invalid`, `provider-failed` or what a disk answers.
 */
export async function exportModel(options: ExportOptions): Promise<ModelEntry> {
  const { checkpoint, out, logs, spawnWorker } = options;
  const folder = path.resolve(out);
  const models = path.resolve(folder, '../..');
  const network = await readTrainedNetwork(checkpoint);
  const heads = await readHeads(options.heads);
  if (heads.checkpoint.sha256 !== network.sha256) {
    const reason = `they belong to another checkpoint, of step ${heads.checkpoint.step}`;
    throw new KeepersError('heads-invalid', { file: options.heads, reason });
  }
  const model = modelOf(network, heads);
  const text = await textFilesOf(network, options);
  const reports: EvaluationReport[] = [];
  for (const file of options.figures) reports.push(await readFigures(file, sha256Of(model)));
  const curves = logs.length === 0 ? undefined : await curvesOf(logs);
  const id = path.basename(path.dirname(folder));
  const plots = plotsOf(curves, reports);
  const parts = { outputs: outputNamesOf(model), text: network.text?.shape };
  const version = path.basename(folder);
  const entry = withPlots(describe(id, version, heads, reports, parts), plots);
  const manifestFile = path.join(models, MANIFEST);
  const manifest = await withModel(manifestFile, entry, sha256Of(model));
  const textBytes = text?.model.byteLength;
  const { header } = network;
  const card = writeCard({
    entry,
    bytes: model.byteLength,
    textBytes,
    header,
    heads,
    reports,
    plots,
  });
  const files: Record<string, string | Uint8Array> = {
    'model.onnx': model,
    ...(text && { 'text.onnx': text.model, 'vocabulary.txt': text.vocabulary }),
    'heads.json': `${JSON.stringify(heads)}\n`,
    [TRAINING]: `${JSON.stringify(header)}\n`,
    'card.md': card,
    ...(curves !== undefined && { 'curves.svg': curves }),
    ...Object.fromEntries(plots.map(({ name, svg }) => [name, svg])),
  };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeDurably(path.join(folder, name), Buffer.from(content));
  }
  await seal(models, entry, spawnWorker);
  await writeDurably(manifestFile, Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  return entry;
}

/** The files of the text side; none where no text was trained. Throws `file-missing` or `checkpoint-invalid`. */
async function textFilesOf(
  { text }: TrainedNetwork,
  { checkpoint, vocabulary: given }: ExportOptions,
): Promise<{ readonly model: Uint8Array; readonly vocabulary: string } | undefined> {
  if (text === undefined) return undefined;
  const file = given ?? path.join(path.dirname(checkpoint), VOCABULARY);
  const vocabulary = await readVocabulary(file);
  if (vocabulary.size !== text.shape.pieces) {
    const reason = `${file} has ${vocabulary.size} word pieces, its text encoder ${text.shape.pieces}`;
    throw new KeepersError('checkpoint-invalid', { file: checkpoint, reason });
  }
  return { model: textModelOf(text), vocabulary: formatVocabulary(vocabulary) };
}

async function seal(models: string, entry: ModelEntry, spawnWorker: SpawnWorker): Promise<void> {
  try {
    await sealModel(models, entry, spawnWorker);
  } catch (thrown) {
    if (!(thrown instanceof PoolFailure)) throw thrown;
    throw new KeepersError(
      'provider-failed',
      { provider: 'cpu', reason: thrown.message },
      { cause: thrown },
    );
  }
}

/** The entry with its drawings; their sizes and hashes are left to `sealModel`. */
function withPlots(entry: ModelEntry, plots: readonly Plot[]): ModelEntry {
  if (plots.length === 0) return entry;
  const file = (name: string) => ({ ...entry.card, path: `${entry.id}/${entry.version}/${name}` });
  return { ...entry, plots: plots.map(({ title, name }) => ({ title, file: file(name) })) };
}

/** Names of the models of this network, by their ids. */
const NAMES: Readonly<Record<string, string>> = { 'aesnet-s': 'AesNet S' };

function describe(
  id: string,
  version: string,
  { residuals, standardDeviations, abilities }: Heads,
  [report]: readonly EvaluationReport[],
  parts: ModelParts,
): ModelEntry {
  const knows =
    'an overall score with its spread, six attributes, eight emotions, ten scenes and a content embedding';
  const description = {
    id,
    version,
    name: NAMES[id] ?? id,
    description:
      parts.text === undefined
        ? `MobileNetV2, started from Apache-2.0 ImageNet weights and trained by Keepers on photographs of PARA and edited copies of them: ${knows}. Without text yet.`
        : `MobileNetV2, started from Apache-2.0 ImageNet weights and trained by Keepers on photographs of PARA, edited copies of them and sentences made from what is known of them: ${knows}, and a text encoder that shares seven attribute spaces with it.`,
    licence: { name: 'Research and learning use only (PARA)', text: PARA_TERMS },
    residuals,
    standardDeviations,
    abilities,
    figures: report === undefined ? [] : manifestFigures(report),
  };
  return entryOf(description, parts);
}

/**
 * The manifest with this entry in place of one of the same id, and as the default. `entry` is in it as it is: what is sealed later
 * is sealed there, too. What was found out about the very same model stays: what its content
 * embeddings mean, what personal taste begins with, and what its answers to edited copies are worth.
 */
async function withModel(file: string, entry: ModelEntry, sha256: string): Promise<Manifest> {
  const before = existsSync(file) ? parseManifest(await readFile(file, 'utf8'), file).models : [];
  const others = before.filter(({ id }) => id !== entry.id);
  const same = before.find(({ id, model }) => id === entry.id && model.sha256 === sha256);
  if (same?.contentSimilarity !== undefined) entry.contentSimilarity = same.contentSimilarity;
  if (same?.personal !== undefined) entry.personal = same.personal;
  if (same?.gateOpens !== undefined) entry.gateOpens = same.gateOpens;
  if (same?.suggestions !== undefined) entry.suggestions = same.suggestions;
  const manifest: Manifest = { format: 1, default: entry.id, models: [...others, entry] };
  // The folder's names become the id and the version: better said now than when everything is written.
  parseManifest(JSON.stringify(manifest), file);
  return manifest;
}
