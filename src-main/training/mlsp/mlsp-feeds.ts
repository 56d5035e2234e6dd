/** A batch of multi-level features and its labels as the inputs of a step. */
import {
  EMOTION_COUNT,
  RATED_COUNT,
  type RatingScale,
} from '../../../src-aesnet/networks/aesnet.ts';
import { MLSP } from '../../../src-aesnet/networks/mlsp.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { standardised } from '../../../src-aesnet/training/rating-scale.ts';
import type { Feed } from '../../inference/training-session.ts';
import { labelsOf, type ParaRow } from '../data/index.ts';
import type { PoolBatch } from '../pools/pool-draws.ts';
import type { MlspConfig } from './mlsp-config.ts';

/** Sets the draws of dropout apart from those of pictures. */
const PURPOSE = 0x7e4b;

type FeedsConfig = Pick<
  MlspConfig,
  'photos' | 'edited' | 'stable' | 'hidden' | 'featureDropout' | 'hiddenDropout' | 'seed'
>;

/** Inputs of `buildMlspStep` that come with a batch. */
export function mlspFeeds(
  { batch, features, rows: drawn, edits }: PoolBatch,
  {
    rows,
    scale,
    config,
  }: {
    readonly rows: readonly ParaRow[];
    readonly scale: RatingScale;
    readonly config: FeedsConfig;
  },
): Record<string, Feed> {
  const { photos, edited, stable, hidden, featureDropout, hiddenDropout, seed } = config;
  const labelled = photos + edited;
  const pictures = photos + 3 * edited + 2 * stable;
  const { scores, emotions } = labelsOf(rows, drawn, labelled);
  const { level, residuals } = standardised(scores, scale);
  const oneHot = new Float32Array(edited * RATED_COUNT);
  for (const [index, attribute] of edits.attributes.entries()) {
    oneHot[index * RATED_COUNT + attribute] = 1;
  }
  const random = Random.from(seed, PURPOSE, batch);
  const kept = (width: number, dropped: number) => ({
    data: keptOf(random, { photos, edited, stable }, width, dropped),
    shape: [pictures, width],
  });
  return {
    features: { data: features, shape: [pictures, MLSP] },
    keptFeatures: kept(MLSP, featureDropout),
    keptHidden: kept(hidden, hiddenDropout),
    level: { data: level, shape: [labelled, 1] },
    residuals: { data: residuals, shape: [labelled, RATED_COUNT] },
    emotions: { data: emotions, shape: [labelled, EMOTION_COUNT] },
    edited: { data: oneHot, shape: [edited, RATED_COUNT] },
    weakMargin: { data: edits.weakMargins, shape: [edited, 1] },
    strongMargin: { data: edits.strongMargins, shape: [edited, 1] },
  };
}

/**
 * [pictures, width]: 0 where a value is dropped, else what keeps the mean. Versions of one photo lose the same values: what is
 * compared shall differ in what was done to it alone.
 */
function keptOf(
  random: Random,
  { photos, edited, stable }: Pick<FeedsConfig, 'photos' | 'edited' | 'stable'>,
  width: number,
  dropped: number,
): Float32Array {
  const values = new Float32Array((photos + 3 * edited + 2 * stable) * width);
  const value = 1 / (1 - dropped);
  let start = 0;
  for (const [count, versions] of [
    [photos, 1],
    [edited, 3],
    [stable, 2],
  ] as const) {
    const length = count * width;
    for (let i = start; i < start + length; i++) values[i] = random.chance(dropped) ? 0 : value;
    for (let version = 1; version < versions; version++) {
      values.copyWithin(start + version * length, start, start + length);
    }
    start += versions * length;
  }
  return values;
}
