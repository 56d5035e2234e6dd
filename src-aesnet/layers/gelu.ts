import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { erf } from '../operators/erf.ts';
import { mul } from '../operators/mul.ts';

/** x·Φ(x), the exact form (Hendrycks and Gimpel 2016), from primitives: Gelu came with opset 20. */
export function gelu(graph: Graph, x: Value): Value {
  const share = erf(graph, mul(graph, x, graph.number(Math.SQRT1_2)));
  return mul(graph, mul(graph, x, graph.number(0.5)), add(graph, share, graph.number(1)));
}
