/** A start between the general encoder and a fine-tuned copy of it. */
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import type { RatingScale } from '../../src-aesnet/networks/aesnet.ts';
import { loadGeneralEncoder } from '../../src-aesnet/networks/general-encoder.ts';
import { FEATURES } from '../../src-aesnet/networks/mobilenet-v2.ts';
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import { generalStart } from './start.ts';

/** Names of the scores' weights [7, 1280] and biases [7] in a fine-tuned copy of the general encoder. */
const SCORES = { weights: 'scores_w_h', biases: 'scores_b' } as const;

/** Whether these are the weights of a fine-tuned copy of the general encoder, with a head of seven scores. */
export function isTunedEncoder(weights: ReadonlyMap<string, Weight>): boolean {
  return weights.has(SCORES.weights) && weights.has(SCORES.biases);
}

export interface TunedStart {
  readonly general: ReadonlyMap<string, Weight>;
  /** The general encoder fine-tuned on scores in points, in the order of `SCORED`. */
  readonly tuned: ReadonlyMap<string, Weight>;
  readonly scale: RatingScale;
  /** How much of `tuned` is taken, 0–1; the rest is the general encoder. */
  readonly share: number;
  /** Of the heads that `tuned` does not have. */
  readonly seed: number;
}

/**
 * A point on the line between the general encoder and a fine-tuned copy of it, where much of what the copy has learnt goes together
 * with what it has forgotten (Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022). Its scores become level and
 * residuals. Throws an Error where the weights are of another network.
 */
export function tunedStart(
  layout: ParameterLayout,
  { general, tuned, scale, share, seed }: TunedStart,
): Float32Array {
  const vector = generalStart(layout, general, seed);
  const copy = vector.slice();
  loadGeneralEncoder(tuned, layout, copy);
  for (const [index, value] of copy.entries()) {
    vector[index] = (1 - share) * (vector[index] as number) + share * value;
  }
  const head = (name: string) => layout.view(vector, `head.${name}`);
  const scores = scoresHead(tuned);
  const line = (row: number) => scores.weights.subarray(row * FEATURES, (row + 1) * FEATURES);
  const bias = (row: number) => scores.biases[row] as number;
  head('level.weight').set(line(0).map((weight) => weight / scale.deviation));
  head('level.bias').fill((bias(0) - scale.mean) / scale.deviation);
  for (const [index, attribute] of scale.attributes.entries()) {
    const { intercept, slope, residualDeviation } = attribute;
    const weights = line(index + 1).map(
      (weight, at) => (weight - slope * (line(0)[at] as number)) / residualDeviation,
    );
    head('residuals.weight').set(weights, index * FEATURES);
    head('residuals.bias')[index] =
      (bias(index + 1) - intercept - slope * bias(0)) / residualDeviation;
  }
  return vector;
}

function scoresHead(tuned: ReadonlyMap<string, Weight>) {
  const [weights, biases] = [tuned.get(SCORES.weights), tuned.get(SCORES.biases)];
  const rows = SCORED.length;
  if (weights?.data.length !== rows * FEATURES || biases?.data.length !== rows) {
    throw new Error(`the file has no ${SCORES.weights} of the shape [${rows},${FEATURES}]`);
  }
  return { weights: weights.data, biases: biases.data };
}
