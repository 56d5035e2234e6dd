/** `keepers evaluate`: everything that is measured of one model. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { columnOf, standardDeviation } from '../../../src-aesnet/evaluation/values.ts';
import { FEATURES } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import { RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { ModelEntry } from '../../inference/manifest.ts';
import type { RawOutputs } from '../../inference/outputs.ts';
import { applyToCache, applyToPictures, type SessionOptions } from '../apply-model.ts';
import { CACHE_SIDE, CacheReader, PICTURE_BYTES, readPara, type ParaSplit } from '../data/index.ts';
import { generalFeatures, readGeneralEncoder } from '../general-features.ts';
import { openModel, type OpenedModel } from '../open-model.ts';
import {
  labelsFor,
  openHeldOut,
  openRated,
  type OpenRatedOptions,
  type RatedPictures,
} from '../rated-pictures.ts';
import { evaluateCleanPhotos, type PhotoFigures, type ScorePictures } from './clean-photos.ts';
import { deliberateFigures, type DeliberateFigures } from './deliberate.ts';
import { evaluatePredictions, fitLines, type Lines } from './figures.ts';
import { heatMapFigures, type HeatMapFigures } from './heat-map-figures.ts';
import { evaluateNeighbourhoods, type NeighbourhoodFigures } from './neighbourhoods.ts';
import { pictureStatistics } from './picture-statistics.ts';
import { retrievalOf } from './measure-retrieval.ts';
import { buildReport, type EvaluationReport } from './report.ts';

export interface EvaluateOptions extends SessionOptions, OpenRatedOptions {
  /** `held-out`: the sessions of `train` that runs only look at. */
  readonly split: Exclude<ParaSplit, 'train'> | 'test' | 'held-out';
  /** An id of the manifest or an ONNX file; absent: the manifest's default. */
  readonly model?: string;
  readonly modelsFolder: string;
  /** Another model for comparison, as `model`. */
  readonly against?: string;
  /** The general encoder's file; neighbourhoods are compared with it. */
  readonly general?: string;
  /** A folder of JPEG photos that have nothing to do with PARA. */
  readonly photos?: string;
  readonly signal: AbortSignal;
}

/** Throws what `openModel` throws, and `training-data-missing`, `training-data-invalid` or `cancelled`. */
export async function evaluateModel(options: EvaluateOptions): Promise<EvaluationReport> {
  const { split, photos, against, modelsFolder, onProgress } = options;
  if (photos !== undefined && !existsSync(photos)) {
    throw new KeepersError('folder-missing', { path: photos });
  }
  const opened = await openModel(options.model, modelsFolder, options);
  const rival = against === undefined ? undefined : await openModel(against, modelsFolder, options);
  const pictures = await (split === 'held-out' ? openHeldOut(options) : openRated(split, options));
  const answers = await answersOf(opened, pictures, options);
  const labels = labelsFor(pictures);
  const rows = await readPara(options.data, 'train');
  const peopleLines = fitLines(labelsFor({ rows, slots: [...rows.keys()] }).scores);
  const modelLines = linesOf(opened.entry);
  onProgress('Figures', 0, 1);
  const predictions = evaluatePredictions(answers, labels, {
    peopleLines,
    ...(modelLines !== undefined && { modelLines }),
  });
  const deliberate = deliberateOf(pictures);
  return buildReport(opened.name, split, {
    modelSha256: opened.sha256,
    predictions,
    deliberate: deliberate(answers),
    ...(rival !== undefined && {
      against: {
        model: rival.name,
        deliberate: deliberate(await answersOf(rival, pictures, options)),
      },
    }),
    ...(existsSync(path.join(options.data, 'people.csv')) && {
      neighbourhoods: await neighbourhoodsOf(opened, options),
    }),
    ...(photos !== undefined && { photos: await photoFigures(opened, answers, photos, options) }),
    ...(await heatMapsOf(opened, pictures, options)),
    ...(await retrievalOf(opened, answers, pictures, options)),
  });
}

function answersOf(
  { session, entry, name }: OpenedModel,
  { cache, slots }: RatedPictures,
  { signal, onProgress }: Pick<EvaluateOptions, 'signal' | 'onProgress'>,
): Promise<RawOutputs> {
  return applyToCache(session, entry, cache, slots, {
    signal,
    onProgress: (done, count) => onProgress(`Scoring with ${name}`, done, count),
  });
}

/** The lines of the manifest, where there is one for every attribute. */
function linesOf({ residuals }: ModelEntry): Lines | undefined {
  return RATED_ATTRIBUTES.every((name) => residuals?.[name] !== undefined)
    ? (residuals as Lines)
    : undefined;
}

/** The figures of deliberate looks for any model's answers about these pictures. */
function deliberateOf(pictures: RatedPictures): (answers: RawOutputs) => DeliberateFigures {
  const reader = new CacheReader(pictures.cache.folder);
  const picture = new Uint8Array(PICTURE_BYTES);
  const statistics = pictures.slots.map((slot) => {
    reader.read(slot, picture);
    return pictureStatistics(picture, CACHE_SIDE);
  });
  reader.close();
  const people = columnOf(labelsFor(pictures).scores, 0, SCORED.length);
  return ({ scores }) => deliberateFigures(columnOf(scores, 0, SCORED.length), people, statistics);
}

async function neighbourhoodsOf(
  opened: OpenedModel,
  options: EvaluateOptions,
): Promise<NeighbourhoodFigures> {
  const people = await openRated('people', options);
  const { features, contentEmbedding } = await answersOf(opened, people, options);
  const { outputs } = opened.entry;
  const general =
    options.general === undefined ? undefined : await generalOf(people, options.general, options);
  return evaluateNeighbourhoods(
    {
      features: { values: features, size: outputs.features.size },
      ...(contentEmbedding !== undefined &&
        outputs.contentEmbedding !== undefined && {
          content: { values: contentEmbedding, size: outputs.contentEmbedding.size },
        }),
      ...(general !== undefined && { general: { values: general, size: FEATURES } }),
    },
    people.slots.map((slot) => people.rows[slot]?.scene ?? ''),
  );
}

/** Pictures whose heat maps are tried, spread over all: each takes some forty looks. */
const MOST_MAPPED = 200;

/** Nothing of a model that cannot be differentiated. */
async function heatMapsOf(
  model: OpenedModel,
  { cache, slots }: RatedPictures,
  { threads, signal, onProgress }: EvaluateOptions,
): Promise<{ readonly heatMaps?: HeatMapFigures }> {
  const reader = new CacheReader(cache.folder);
  const count = Math.min(MOST_MAPPED, slots.length);
  const pictures = Array.from({ length: count }, (_, at) => {
    const picture = new Uint8Array(PICTURE_BYTES);
    reader.read(slots[Math.floor((at * slots.length) / count)] as number, picture);
    return picture;
  });
  reader.close();
  try {
    const heatMaps = await heatMapFigures({
      ...{ model, threads, pictures },
      score: scoreWith(model, signal),
      onPicture: (done, total) => onProgress('Heat maps', done, total),
    });
    return { heatMaps };
  } catch (thrown) {
    if (thrown instanceof KeepersError && thrown.code === 'heat-map-unsupported') return {};
    throw thrown;
  }
}

/** v⁰ of the slots that are looked at. */
async function generalOf(
  { cache, slots }: RatedPictures,
  file: string,
  { provider, threads, onProgress }: EvaluateOptions,
): Promise<Float32Array> {
  const encoder = await readGeneralEncoder(file);
  const all = await generalFeatures(cache, encoder, {
    provider,
    threads,
    onProgress: (done, count) => onProgress('General features', done, count),
  });
  const features = new Float32Array(slots.length * FEATURES);
  for (const [at, slot] of slots.entries()) {
    features.set(all.subarray(slot * FEATURES, (slot + 1) * FEATURES), at * FEATURES);
  }
  return features;
}

function scoreWith({ session, entry }: OpenedModel, signal: AbortSignal): ScorePictures {
  return (pictures) =>
    applyToPictures(session, entry, pictures.length, (index) => pictures[index] as Uint8Array, {
      signal,
    });
}

function photoFigures(
  opened: OpenedModel,
  answers: RawOutputs,
  folder: string,
  { signal, onProgress }: EvaluateOptions,
): Promise<PhotoFigures> {
  const deviations = RATED_ATTRIBUTES.map(
    (name, index) =>
      opened.entry.standardDeviations?.[name] ??
      standardDeviation(columnOf(answers.scores, index + 1, SCORED.length)),
  );
  return evaluateCleanPhotos({
    folder,
    deviations,
    score: scoreWith(opened, signal),
    onPhoto: (done, total) => onProgress('Photos and their copies', done, total),
  });
}
