/** `keepers train-personal`: basis and prior of a model, written beside it and named in its manifest. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { simulatePeople } from '../../../src-aesnet/personal/simulate.ts';
import { priorFromPeople } from '../../../src-aesnet/personal/set-prior.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { writeDurably } from '../../inference/index.ts';
import { MANIFEST, modelName, parseManifest, type Manifest } from '../../inference/manifest.ts';
import { sha256Of } from '../../inference/model-files.ts';
import { defaultsText } from '../../personal/index.ts';
import type { SessionOptions } from '../apply-model.ts';
import { openModel } from '../open-model.ts';
import type { OpenRatedOptions } from '../rated-pictures.ts';
import { basisOf, rateSplit } from './rated-outputs.ts';

export interface TrainPersonalOptions extends SessionOptions, OpenRatedOptions {
  /** An id of the manifest; absent: its default. */
  readonly model?: string;
  readonly modelsFolder: string;
  /** Simulated people on whom it is measured how often the gate opens. */
  readonly people?: number;
  readonly signal: AbortSignal;
}

/**
 * Sets the basis on `validation` and the prior on simulated people who rate `people`, and measures how often their gate opens. Returns the file. Throws what `openModel`
 * and `openRated` throw, `model-unknown` for a model that no manifest names, or what a disk answers.
 */
export async function trainPersonal(options: TrainPersonalOptions): Promise<string> {
  const { model, modelsFolder, people, onProgress } = options;
  const opened = await openModel(model, modelsFolder, options);
  const manifestFile = path.join(modelsFolder, MANIFEST);
  const text = await readFile(manifestFile, 'utf8');
  parseManifest(text, manifestFile);
  // As it is written, so that nothing else in it moves.
  const manifest = JSON.parse(text) as Manifest;
  const entry = manifest.models.find((each) => modelName(each) === opened.name);
  if (entry === undefined) throw new KeepersError('model-unknown', { id: opened.name });
  const basis = basisOf(await rateSplit(opened, 'validation', options));
  const rated = await rateSplit(opened, 'people', options);
  onProgress('Setting the prior', 0, 1);
  const prior = priorFromPeople(basis, rated);
  const figures = simulatePeople(rated, {
    basis,
    ...(people !== undefined && { people }),
    onProgress: (done, count) => onProgress('Simulating', done, count),
  });
  const bytes = Buffer.from(defaultsText({ basis, prior }, opened.sha256));
  const name = `${entry.id}/${entry.version}/personal.json`;
  const file = path.join(modelsFolder, ...name.split('/'));
  entry.gateOpens = Object.fromEntries(
    Object.entries(figures.k).flatMap(([count, { gateOpens }]) =>
      gateOpens === undefined ? [] : [[count, gateOpens]],
    ),
  );
  entry.personal = { path: name, sha256: sha256Of(bytes), bytes: bytes.byteLength };
  await writeDurably(file, bytes);
  await writeDurably(manifestFile, Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  return file;
}
