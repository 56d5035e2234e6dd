/**
 * By how much a picture has to be turned to be level, as a classification of whole degrees by an encoder that has learnt it from level
 * pictures that were turned (Fischer, Dosovitskiy and Brox, *Image Orientation Estimation with Convolutional Networks*, GCPR 2015).
 * Lines tell a lean only where there are some, and where it is known which of them stand upright in the world.
 */
import { Graph } from '../graph/graph.ts';
import { DYNAMIC, type Value } from '../graph/operator.ts';
import { linear } from '../layers/linear.ts';
import { surveyParameters, type ParameterLayout, type Parameters } from '../layers/parameters.ts';
import { logSoftmax } from '../operators/log-softmax.ts';
import { mobileNetV2 } from './mobilenet-v2.ts';
import { encoderInput } from './normalised.ts';
import { shippedParameters } from './shipped-parameters.ts';

/** Side of the squares that it looks at, in pixels. */
export const TURN_SIDE = 128;
/** The furthest turn that it tells, degrees: a little further than any that is suggested. */
const WIDEST = 12;
/** Whole degrees, clockwise until level, in the order of its output. */
export const TOLD_TURNS: readonly number[] = Array.from(
  { length: 2 * WIDEST + 1 },
  (_, at) => at - WIDEST,
);

/** The head's name; its weights start at random. */
export const TURN_HEAD = 'head.turn';

/** Squares uint8 [N, side, side, 3] → logits of `TOLD_TURNS` [N, 25]. */
export function turnLogits(graph: Graph, parameters: Parameters, squares: Value): Value {
  const features = mobileNetV2(graph, parameters, encoderInput(graph, squares));
  return linear(graph, parameters, TURN_HEAD, features, TOLD_TURNS.length);
}

/** The network's parameters as places in one vector. */
export function turnLayout(): ParameterLayout {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    turnLogits(scratch, parameters, squaresInput(scratch, 1));
  });
}

/**
 * The network as it is shipped, its large parameters in half precision. Input `squares` uint8 [N, side, side, 3]; output `turns`
 * float32 [N, 25], the logarithms of the chances of `TOLD_TURNS`.
 */
export function buildTurns(values: (name: string) => Float32Array): Graph {
  const graph = new Graph();
  const parameters = shippedParameters(graph, values);
  const logits = turnLogits(graph, parameters, squaresInput(graph, DYNAMIC));
  graph.output(logSoftmax(graph, logits), 'turns');
  return graph;
}

/** `squares` uint8 [batch, side, side, 3]. */
export function squaresInput(graph: Graph, batch: number | typeof DYNAMIC): Value {
  return graph.input('squares', [batch, TURN_SIDE, TURN_SIDE, 3], 'uint8');
}
