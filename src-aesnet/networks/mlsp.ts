/**
 * Multi-level spatially pooled features (Hosu, Goldlücke and Saupe, *Effective Aesthetics Prediction with Multi-level Spatially Pooled
 * Features*, CVPR 2019): what every block of a network sees, over the whole picture, and what people's ratings are told from it. The last
 * layer alone has forgotten much of how a picture looks, since that is not what it was taught to tell. After the paper's mean over
 * places we take their standard deviation, too.
 */
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { linear } from '../layers/linear.ts';
import { surveyParameters, type ParameterLayout, type Parameters } from '../layers/parameters.ts';
import { add } from '../operators/add.ts';
import { clip } from '../operators/clip.ts';
import { concat } from '../operators/concat.ts';
import { globalAveragePool } from '../operators/global-average-pool.ts';
import { mul } from '../operators/mul.ts';
import { relu } from '../operators/relu.ts';
import { reshape } from '../operators/reshape.ts';
import { slice } from '../operators/slice.ts';
import { sqrt } from '../operators/sqrt.ts';
import { sub } from '../operators/sub.ts';
import { EMOTION_COUNT, RATED_COUNT, type AesNetOutputs } from './aesnet.ts';

/** What people say, told from these features instead of v alone. */
export type Told = Pick<AesNetOutputs, 'level' | 'residuals' | 'logSpread' | 'emotions'>;

/** What the head is made of. */
export interface MlspShape {
  /** Width of its hidden layer. */
  readonly hidden: number;
  /** How much it has to say beside the heads on v, 0–1. */
  readonly share: number;
}

/** Names of what brings features to mean 0 and deviation 1: it is measured, not trained. */
export interface Standard {
  readonly shift: string;
  readonly scale: string;
}

/** For what people say. */
export const STANDARD: Standard = { shift: 'mlsp.shift', scale: 'mlsp.scale' };

/** A standardised feature beyond this says no more than one at it, so that a picture unlike all others has no score unlike all others. */
export const MOST_DEVIATIONS = 6;
/** Below the square of any deviation that matters, above what rounding leaves of none. */
const LEAST_VARIANCE = 1e-6;
const LARGEST = 1e6;

/** Width of the features: mean and deviation of every channel of all blocks, and v. */
export const MLSP = 4288;

/** Means and deviations of maps [N, C, H, W] over their places, and v [N, D]: [N, 2 Σ C + D], which is MLSP of the encoder's. */
export function pooled(
  graph: Graph,
  { maps, features }: { readonly maps: readonly Value[]; readonly features: Value },
): Value {
  const parts = maps.flatMap((map) => {
    const [batch, channels] = map.shape as [number, number];
    const meanOf = (x: Value) => reshape(graph, globalAveragePool(graph, x), [batch, channels]);
    const mean = meanOf(map);
    const variance = sub(graph, meanOf(mul(graph, map, map)), mul(graph, mean, mean));
    return [mean, sqrt(graph, clip(graph, variance, LEAST_VARIANCE, LARGEST))];
  });
  return concat(graph, [...parts, features], 1);
}

/** Factors that features and hidden values are multiplied by in training: dropout. */
export interface MlspDropout {
  /** [N, MLSP]. */
  readonly features: Value;
  /** [N, hidden]. */
  readonly hidden: Value;
}

/** Features [N, MLSP] → what people say, by one hidden layer. */
export function mlspHead(
  graph: Graph,
  parameters: Parameters,
  features: Value,
  hiddenWidth: number,
  dropout?: MlspDropout,
): Told {
  const standard = standardised(graph, parameters, features, STANDARD);
  const seen = dropout === undefined ? standard : mul(graph, standard, dropout.features);
  const all = relu(graph, linear(graph, parameters, 'mlsp.hidden', seen, hiddenWidth));
  const hidden = dropout === undefined ? all : mul(graph, all, dropout.hidden);
  const widths = [1, RATED_COUNT, 1, EMOTION_COUNT];
  const out = linear(
    graph,
    parameters,
    'mlsp.output',
    hidden,
    widths.reduce((sum, width) => sum + width),
  );
  let start = 0;
  const [level, residuals, logSpread, emotions] = widths.map((width) =>
    slice(graph, out, 1, start, (start += width)),
  ) as [Value, Value, Value, Value];
  return { level, residuals, logSpread, emotions };
}

/** Features [N, MLSP] at mean 0 and deviation 1, none of them beyond ±6. */
export function standardised(
  graph: Graph,
  parameters: Parameters,
  features: Value,
  { shift, scale }: Standard,
): Value {
  const row = (name: string) => reshape(graph, parameters.get(name, [MLSP]), [1, MLSP]);
  const scaled = mul(graph, features, row(scale));
  return clip(graph, add(graph, scaled, row(shift)), -MOST_DEVIATIONS, MOST_DEVIATIONS);
}

/** What the heads on v say and what is told here, mixed. */
export function mixTold(graph: Graph, own: Told, told: Told, share: number): Told {
  const mix = (name: keyof Told) =>
    add(
      graph,
      mul(graph, own[name], graph.number(1 - share)),
      mul(graph, told[name], graph.number(share)),
    );
  return {
    level: mix('level'),
    residuals: mix('residuals'),
    logSpread: mix('logSpread'),
    emotions: mix('emotions'),
  };
}

/** The head's parameters as places in one vector. */
export function mlspLayout(hidden: number): ParameterLayout {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    mlspHead(scratch, parameters, scratch.input('features', [1, MLSP]), hidden);
  });
}
