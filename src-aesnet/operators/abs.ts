import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { only, unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { sign } from './sign.ts';

const Abs: Operator = unary('Abs', Math.abs, {
  differentiate: ({ graph, inputs, gradients }) => [
    mul(graph, only(gradients), sign(graph, input(inputs, 0))),
  ],
});

export function abs(graph: Graph, x: Value): Value {
  return graph.one(Abs, [x]);
}
