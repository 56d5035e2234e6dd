import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, type Value } from '../graph/operator.ts';
import { sizeOf } from '../graph/tensor.ts';
import { add } from '../operators/add.ts';
import { matmul, swapped } from '../operators/matmul.ts';
import { reshape } from '../operators/reshape.ts';
import { linear } from './linear.ts';
import type { Parameters } from './parameters.ts';

/**
 * The same linear layer at every position: x [N, L, in] · Wᵀ + b → [N, L, out], with the parameters of `linear`.
 *
 * Where the batch is known all positions are the rows of one matrix: the weights' gradient is then one product, not one a
 * sentence and their sum.
 */
export function positionWise(
  graph: Graph,
  parameters: Parameters,
  name: string,
  x: Value,
  width: number,
): Value {
  const [batch, length, inner] = x.shape as [number, number, number];
  if (batch !== DYNAMIC) {
    const rows = reshape(graph, x, [sizeOf([batch, length]), inner]);
    return reshape(graph, linear(graph, parameters, name, rows, width), [batch, length, width]);
  }
  const weight = parameters.get(`${name}.weight`, [width, inner]);
  const product = matmul(graph, x, swapped(graph, weight));
  return add(graph, product, parameters.get(`${name}.bias`, [width]));
}
