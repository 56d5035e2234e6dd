import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { layerNormalization } from '../operators/layer-normalization.ts';
import type { Parameters } from './parameters.ts';

/**
 * Layer normalisation (Ba et al. 2016) of x [..., D] along its last axis; parameters `<name>.scale` and `<name>.shift` [D].
 */
export function layerNorm(graph: Graph, parameters: Parameters, name: string, x: Value): Value {
  const width = x.shape.at(-1) as number;
  const scale = parameters.get(`${name}.scale`, [width]);
  return layerNormalization(graph, x, scale, parameters.get(`${name}.shift`, [width]));
}
