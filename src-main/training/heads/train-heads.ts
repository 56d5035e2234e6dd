/** Everything that is fitted on the frozen network, in one pass over training and one over validation pictures. */
import { abilitiesOf } from '../../../src-aesnet/evaluation/abilities.ts';
import { residuals as residualsBy } from '../../../src-aesnet/evaluation/residual.ts';
import { columnOf, standardDeviation } from '../../../src-aesnet/evaluation/values.ts';
import { matrix } from '../../../src-aesnet/linear/matrix.ts';
import { CONTENT } from '../../../src-aesnet/networks/aesnet.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCORED, type Scene } from '../../../src-shared/attribute.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { RawOutputs } from '../../inference/outputs.ts';
import { applyToCache, openSession, type SessionOptions } from '../apply-model.ts';
import { byName, evaluatePredictions, fitLines } from '../evaluate/figures.ts';
import { entryOfFile } from '../model-entry.ts';
import { modelOf, type TrainedNetwork } from '../model-of-checkpoint.ts';
import { labelsFor, type RatedPictures } from '../rated-pictures.ts';
import type { HeadsData } from './heads-data.ts';
import type { Heads } from './heads-file.ts';
import { listed } from './linear-head.ts';
import { mixResiduals } from './mix-residuals.ts';
import { fitSceneHead } from './scene-head.ts';
import { calibrateSpread } from './spread-calibration.ts';

export interface TrainHeadsOptions extends SessionOptions {
  /** Share of the residuals' head, 0–1, that is fitted anew; at 0 the trained one stays. */
  readonly refit: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, count: number): void;
}

/** Throws `cancelled`, `provider-failed`, or `training-data-invalid` where a validation picture has no scene. */
export async function trainHeads(
  network: TrainedNetwork,
  { training, validation }: HeadsData,
  { refit, seed, signal, onProgress, ...session }: TrainHeadsOptions,
): Promise<Heads> {
  const scenes = scenesOf(validation);
  const model = modelOf(network);
  const entry = entryOfFile(model);
  const opened = await openSession(model, entry, session);
  const answer = ({ cache, slots }: RatedPictures, what: string) =>
    applyToCache(opened, entry, cache, slots, {
      signal,
      onProgress: (done, count) => onProgress(what, done, count),
    });
  const trained = await answer(training, 'Training pictures');
  const seen = await answer(validation, 'Validation pictures');
  onProgress('Fitting', 0, 1);
  const mix =
    refit === 0
      ? undefined
      : mixResiduals(network, { training, trained, validation, seen }, refit, seed);
  const lines = fitLines(mix?.trained ?? trained.scores);
  const scores = mix?.seen ?? seen.scores;
  const labels = labelsFor(validation);
  const overall = columnOf(scores, 0, SCORED.length);
  const rated = columnOf(labels.scores, 0, SCORED.length);
  const attribute = (index: number) => columnOf(scores, index + 1, SCORED.length);
  const scene = fitSceneHead(matrix(outputOf(seen, 'contentEmbedding'), CONTENT), scenes, seed);
  const figures = evaluatePredictions({ scores, emotion: outputOf(seen, 'emotion') }, labels, {
    modelLines: lines,
    peopleLines: fitLines(labelsFor(training).scores),
  });
  return {
    format: 1,
    checkpoint: { step: network.header.step, sha256: network.sha256 },
    trainingPictures: training.slots.length,
    validationPictures: validation.slots.length,
    spread: calibrateSpread(overall, rated, outputOf(seen, 'spread'), seed),
    ...(mix !== undefined && { residualHead: mix.head }),
    residuals: byName(RATED_ATTRIBUTES, (name, index) => ({
      ...lines[name],
      standardDeviation: standardDeviation(residualsBy(overall, attribute(index), lines[name])),
    })),
    standardDeviations: byName(RATED_ATTRIBUTES, (_, index) => standardDeviation(attribute(index))),
    scene: { ...scene, weights: listed(scene.weights), biases: listed(scene.biases) },
    abilities: abilitiesOf({
      attributes: byName(RATED_ATTRIBUTES, (name) => ({
        srcc: figures.levels[name].srcc,
        residualSrcc: figures.residuals[name].srcc,
      })),
      emotions: Object.fromEntries(
        EMOTIONS.map((name, index) => [name, figures.emotion?.classes[index]]),
      ),
    }),
  };
}

function scenesOf({ rows, slots }: RatedPictures): Scene[] {
  return slots.map((slot) => {
    const row = rows[slot];
    if (row?.scene !== undefined) return row.scene;
    const place = row?.image ?? `row ${slot}`;
    throw new KeepersError('training-data-invalid', { place, reason: 'its scene is missing' });
  });
}

function outputOf(
  outputs: RawOutputs,
  name: 'contentEmbedding' | 'emotion' | 'spread',
): Float32Array {
  const values = outputs[name];
  if (values === undefined) throw new RangeError(`the network gives no ${name}`);
  return values;
}
