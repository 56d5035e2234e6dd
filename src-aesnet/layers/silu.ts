import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { mul } from '../operators/mul.ts';
import { sigmoid } from '../operators/sigmoid.ts';

/** x·σ(x), also called swish. */
export function silu(graph: Graph, x: Value): Value {
  return mul(graph, x, sigmoid(graph, x));
}
