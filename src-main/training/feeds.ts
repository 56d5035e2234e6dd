/** A batch and its labels as the inputs of a training step. */
import { EMOTION_COUNT, RATED_COUNT, type RatingScale } from '../../src-aesnet/networks/aesnet.ts';
import { FEATURES } from '../../src-aesnet/networks/mobilenet-v2.ts';
import { Random } from '../../src-aesnet/random.ts';
import { standardised } from '../../src-aesnet/training/rating-scale.ts';
import type { Feed } from '../inference/training-session.ts';
import { labelsOf, type Batch, type BatchLayout, type ParaRow } from './data/index.ts';

export interface Labelled {
  readonly rows: readonly ParaRow[];
  readonly scale: RatingScale;
  /** v⁰ of each row, [rows, 1280]. */
  readonly general: Float32Array;
  /** What is learnt in place of a level. Absent: the level. */
  readonly levelOf?: ((level: number) => number) | undefined;
  /** Share of v, 0–1, that is dropped before ratings are told from it, and the seed of which. Absent: none. */
  readonly dropout?: { readonly share: number; readonly seed: number } | undefined;
}

/** Sets these draws apart from those that make pictures. */
const PURPOSE = 0x7e49;

/** All inputs of `buildStep` that come with a batch. */
export function feedsOf(
  batch: Batch,
  layout: BatchLayout,
  { rows, scale, general, levelOf, dropout }: Labelled,
): Record<string, Feed> {
  const { photos, edited, labelled, side, pictures } = layout;
  const { scores, emotions } = labelsOf(rows, batch.rows, labelled);
  const { level, residuals } = standardised(scores, scale);
  const features = new Float32Array(photos * FEATURES);
  for (let index = 0; index < photos; index++) {
    const row = (batch.rows[index] as number) * FEATURES;
    features.set(general.subarray(row, row + FEATURES), index * FEATURES);
  }
  const oneHot = new Float32Array(edited * RATED_COUNT);
  for (const [index, attribute] of batch.edits.attributes.entries()) {
    oneHot[index * RATED_COUNT + attribute] = 1;
  }
  const { weakMargins, strongMargins } = batch.edits;
  return {
    pictures: { data: batch.pictures, shape: [pictures, 3, side, side] },
    level: { data: levelOf === undefined ? level : level.map(levelOf), shape: [labelled, 1] },
    residuals: { data: residuals, shape: [labelled, RATED_COUNT] },
    emotions: { data: emotions, shape: [labelled, EMOTION_COUNT] },
    general: { data: features, shape: [photos, FEATURES] },
    edited: { data: oneHot, shape: [edited, RATED_COUNT] },
    weakMargin: { data: weakMargins, shape: [edited, 1] },
    strongMargin: { data: strongMargins, shape: [edited, 1] },
    ...(dropout && {
      kept: { data: keptOf(dropout, batch.batch, labelled), shape: [labelled, FEATURES] },
    }),
  };
}

/** [labelled, 1280]: 0 where a feature is dropped, else what keeps the mean. */
function keptOf(
  { share, seed }: NonNullable<Labelled['dropout']>,
  batch: number,
  labelled: number,
): Float32Array {
  const random = Random.from(seed, PURPOSE, batch);
  const value = 1 / (1 - share);
  return Float32Array.from({ length: labelled * FEATURES }, () =>
    random.chance(share) ? 0 : value,
  );
}
