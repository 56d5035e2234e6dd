/** Multi-head self-attention (Vaswani et al., NeurIPS 2017) over sentences of which some positions are padding. */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { matmul, swapped } from '../operators/matmul.ts';
import { mul } from '../operators/mul.ts';
import { reshape } from '../operators/reshape.ts';
import { softmax } from '../operators/softmax.ts';
import { transpose } from '../operators/transpose.ts';
import type { Parameters } from './parameters.ts';
import { positionWise } from './position-wise.ts';

/** More than any score: e to its negative is 0 in float32, and a number still where a whole sentence is padding. */
const EXCLUSION = 1e4;

/** What is added to the scores of each position as a key: mask [N, L] of 1 (a token) and 0 (padding) → [N, 1, 1, L]. */
export function attentionBias(graph: Graph, mask: Value): Value {
  const [batch, length] = mask.shape as [number, number];
  const missing = add(graph, mask, graph.number(-1));
  const bias = mul(graph, missing, graph.number(EXCLUSION));
  return reshape(graph, bias, [batch, 1, 1, length]);
}

/**
 * x [N, L, D] → [N, L, D]: each position takes from those that `bias` leaves it. `heads` divides D. Parameters `<name>.query`,
 * `.key`, `.value` and `.output`, each a linear layer D → D.
 */
export function selfAttention(
  graph: Graph,
  parameters: Parameters,
  name: string,
  x: Value,
  bias: Value,
  heads: number,
): Value {
  const [batch, length, width] = x.shape as [number, number, number];
  const size = width / heads;
  if (!Number.isInteger(size)) throw new RangeError(`${heads} heads do not divide ${width}`);
  const layer = (part: string, of: Value) =>
    positionWise(graph, parameters, `${name}.${part}`, of, width);
  // [N, L, D] → [N, heads, L, D/heads].
  const split = (of: Value) =>
    transpose(graph, reshape(graph, of, [batch, length, heads, size]), [0, 2, 1, 3]);
  const query = mul(graph, layer('query', x), graph.number(1 / Math.sqrt(size)));
  const scores = matmul(graph, split(query), swapped(graph, split(layer('key', x))));
  const shares = softmax(graph, add(graph, scores, bias));
  const taken = transpose(graph, matmul(graph, shares, split(layer('value', x))), [0, 2, 1, 3]);
  return layer('output', reshape(graph, taken, [batch, length, width]));
}
