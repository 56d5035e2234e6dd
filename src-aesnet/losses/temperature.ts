import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import type { Parameters } from '../layers/parameters.ts';
import { add } from '../operators/add.ts';
import { exp } from '../operators/exp.ts';
import { mul } from '../operators/mul.ts';
import { sigmoid } from '../operators/sigmoid.ts';

/** Where the temperature starts. */
export const TEMPERATURE = 0.07;

/** By what factor it may depart from there: from 0.01, CLIP's bound (Radford et al., ICML 2021), to 0.49. */
const RANGE = 7;

/**
 * The contrastive loss's temperature τ, shape [1], learnt through its logarithm: log τ = log 0.07 + log 7 · tanh(s/2), with the
 * parameter `contrastive.temperature` s [1]. It starts at s = 0, where weight decay draws it to, and near there is that logarithm; it
 * never leaves its bounds, and never sticks to one, as it would behind a hard limit, which has no slope.
 */
export function learntTemperature(graph: Graph, parameters: Parameters): Value {
  const s = parameters.get('contrastive.temperature', [1]);
  // tanh(s/2) = 2σ(s) − 1.
  const factor = mul(graph, sigmoid(graph, s), graph.number(2 * Math.log(RANGE)));
  return exp(graph, add(graph, factor, graph.number(Math.log(TEMPERATURE) - Math.log(RANGE))));
}
