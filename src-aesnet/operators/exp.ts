import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { only, unary } from './elementwise.ts';
import { mul } from './mul.ts';

const Exp: Operator = unary('Exp', Math.exp, {
  differentiate: ({ graph, outputs, gradients }) => [
    mul(graph, only(gradients), input(outputs, 0)),
  ],
});

export function exp(graph: Graph, x: Value): Value {
  return graph.one(Exp, [x]);
}
