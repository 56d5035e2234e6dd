import type { Graph } from '../graph/graph.ts';
import type { Operator, Value } from '../graph/operator.ts';
import { only, unary } from './elementwise.ts';

const Neg: Operator = unary('Neg', (x) => -x, {
  differentiate: ({ graph, gradients }) => [neg(graph, only(gradients))],
});

export function neg(graph: Graph, x: Value): Value {
  return graph.one(Neg, [x]);
}
