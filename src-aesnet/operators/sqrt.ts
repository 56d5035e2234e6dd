import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { div } from './div.ts';
import { only, unary } from './elementwise.ts';
import { mul } from './mul.ts';

const Sqrt: Operator = unary('Sqrt', Math.sqrt, {
  differentiate: ({ graph, outputs, gradients }) => [
    div(graph, mul(graph, only(gradients), graph.number(0.5)), input(outputs, 0)),
  ],
});

export function sqrt(graph: Graph, x: Value): Value {
  return graph.one(Sqrt, [x]);
}
