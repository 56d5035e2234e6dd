/** The encoder and the heads on its feature v (METHOD.md section 3). */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { floats } from '../graph/tensor.ts';
import { linear } from '../layers/linear.ts';
import type { Parameters } from '../layers/parameters.ts';
import { add } from '../operators/add.ts';
import { concat } from '../operators/concat.ts';
import { matmul } from '../operators/matmul.ts';
import { mul } from '../operators/mul.ts';
import { slice } from '../operators/slice.ts';
import { mobileNetV2 } from './mobilenet-v2.ts';

export const RATED_COUNT = 6;
export const EMOTION_COUNT = 8;
/** Width of the content embedding. */
export const CONTENT = 128;

/**
 * People's ratings in numbers that are easy to learn. What an attribute has beyond the overall score is a
 * tenth of its level, so it has an output of its own, at a scale of its own.
 */
export interface RatingScale {
  /** Of the overall rating over training pictures, in points. */
  readonly mean: number;
  readonly deviation: number;
  /** For each rated attribute: rating ≈ intercept + slope · overall, and the SD of what is left. */
  readonly attributes: readonly {
    readonly intercept: number;
    readonly slope: number;
    readonly residualDeviation: number;
    /** SD of the attribute's rating itself. */
    readonly deviation: number;
  }[];
}

export interface AesNetOutputs {
  /** v [N, 1280]. */
  readonly features: Value;
  /** Overall score [N, 1] in SDs from the mean. */
  readonly level: Value;
  /** [N, 6], each in its own SDs. */
  readonly residuals: Value;
  /** log of the spread in SDs of the overall rating, [N, 1]. */
  readonly logSpread: Value;
  /** [N, 8]; their softmax are the shares. */
  readonly emotions: Value;
  /** Content embedding [N, 128], of any length. */
  readonly content: Value;
}

/** Images [N, 3, side, side] of −1 to 1 → everything that is learnt. */
export function aesNet(graph: Graph, parameters: Parameters, image: Value): AesNetOutputs {
  return headsOf(graph, parameters, mobileNetV2(graph, parameters, image));
}

/** v [N, 1280] → everything that is learnt. */
export function headsOf(graph: Graph, parameters: Parameters, features: Value): AesNetOutputs {
  const head = (name: string, width: number) =>
    linear(graph, parameters, `head.${name}`, features, width);
  return {
    features,
    level: head('level', 1),
    residuals: head('residuals', RATED_COUNT),
    logSpread: head('spread', 1),
    emotions: head('emotions', EMOTION_COUNT),
    content: head('content', CONTENT),
  };
}

/** Scores in points, [N, 7]: overall, then the rated attributes. */
export function scoresInPoints(
  graph: Graph,
  { level, residuals }: Pick<AesNetOutputs, 'level' | 'residuals'>,
  { mean, deviation, attributes }: RatingScale,
): Value {
  const column = (values: readonly number[]) => graph.constant(floats(values, [1, values.length]));
  const overall = add(graph, mul(graph, level, graph.number(deviation)), graph.number(mean));
  const expected = add(
    graph,
    matmul(graph, overall, column(attributes.map(({ slope }) => slope))),
    column(attributes.map(({ intercept }) => intercept)),
  );
  const beyond = mul(
    graph,
    residuals,
    column(attributes.map(({ residualDeviation }) => residualDeviation)),
  );
  return concat(graph, [overall, add(graph, expected, beyond)], 1);
}

/** Column `index` of a matrix, [N, 1]. */
export function columnOf(graph: Graph, matrix: Value, index: number): Value {
  return slice(graph, matrix, 1, index, index + 1);
}
