/** A training step small enough for a test: the whole network, at 32 pixels. */
import { FEATURES } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import {
  EMOTION_COUNT,
  RATED_COUNT,
  type RatingScale,
} from '../../../src-aesnet/networks/aesnet.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import type { StepSettings } from '../../../src-aesnet/training/step-graph.ts';
import {
  pictureCount,
  type BatchCounts,
  type LossWeights,
} from '../../../src-aesnet/training/step-losses.ts';

export const SIDE = 32;
export const COUNTS: BatchCounts = { photos: 3, edited: 1, stable: 1 };
export const EVEN_WEIGHTS: LossWeights = {
  level: 1,
  residuals: 1,
  spread: 1,
  emotions: 1,
  affinity: 1,
  ranking: 1,
  movesMost: 1,
  stability: 1,
};

export const SCALE: RatingScale = {
  mean: 3,
  deviation: 0.6,
  attributes: Array.from({ length: RATED_COUNT }, (_, index) => ({
    intercept: 0.1 * index,
    slope: 1 - 0.05 * index,
    residualDeviation: 0.1 + 0.02 * index,
    deviation: 0.6 - 0.03 * index,
  })),
};

export function settingsOf(changes: Partial<StepSettings> = {}): StepSettings {
  return {
    side: SIDE,
    counts: COUNTS,
    weights: EVEN_WEIGHTS,
    scale: SCALE,
    bend: 1.5,
    temperature: 0.1,
    lead: 0.5,
    optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 3 },
    headRate: 3,
    decay: 0.05,
    ...changes,
  };
}

/** One batch: every input of the step but the optimiser's, row-major, by name. */
export function batchOf(
  counts: BatchCounts = COUNTS,
  seed = 1,
): Record<string, { data: Float32Array | Uint8Array; shape: number[] }> {
  const random = Random.from(seed);
  const { photos, edited } = counts;
  const rated = photos + edited;
  const pictures = pictureCount(counts);
  const normal = (shape: number[], scale = 1, mean = 0) => ({
    data: Float32Array.from(
      { length: shape.reduce((product, size) => product * size, 1) },
      () => mean + scale * random.normal(),
    ),
    shape,
  });
  const emotions = new Float32Array(rated * EMOTION_COUNT);
  for (let row = 0; row < rated; row++) {
    const [first, second] = random.shuffle([...Array(EMOTION_COUNT).keys()]) as [number, number];
    emotions[row * EMOTION_COUNT + first] = 0.75;
    emotions[row * EMOTION_COUNT + second] = 0.25;
  }
  const oneHot = new Float32Array(edited * RATED_COUNT);
  for (let row = 0; row < edited; row++) oneHot[row * RATED_COUNT + random.integer(6)] = 1;
  return {
    pictures: {
      data: Uint8Array.from({ length: pictures * 3 * SIDE * SIDE }, () => random.integer(256)),
      shape: [pictures, 3, SIDE, SIDE],
    },
    level: normal([rated, 1]),
    residuals: normal([rated, RATED_COUNT]),
    emotions: { data: emotions, shape: [rated, EMOTION_COUNT] },
    general: normal([photos, FEATURES]),
    edited: { data: oneHot, shape: [edited, RATED_COUNT] },
    weakMargin: { data: new Float32Array(edited).fill(0.2), shape: [edited, 1] },
    strongMargin: { data: new Float32Array(edited).fill(0.5), shape: [edited, 1] },
  };
}

/**
 * Parameters with which signals neither vanish nor explode: He's scale, without which a network so deep and without
 * normalisation would answer the same to every picture.
 */
export function randomParameters(seed = 1): Float32Array {
  const layout = aesNetLayout();
  const vector = new Float32Array(layout.size);
  const random = Random.from(seed);
  for (const { name, shape } of layout.slots) {
    const inner = shape.slice(1).reduce((product, size) => product * size, 1);
    // A bias of exactly 0 would leave what comes from dead channels at ReLU6's kink.
    const encoder = name.endsWith('.bias') ? 0.1 : Math.sqrt(2 / inner);
    const scale = name.startsWith('head.') ? 0.02 : encoder;
    const values = layout.view(vector, name);
    for (let i = 0; i < values.length; i++) values[i] = scale * random.normal();
  }
  return vector;
}
