import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { only, unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { sign } from './sign.ts';

const Relu: Operator = unary('Relu', (x) => Math.max(x, 0), {
  // The sign of what came out is 1 where it passed and 0 where it did not.
  differentiate: ({ graph, outputs, gradients }) => [
    mul(graph, only(gradients), sign(graph, input(outputs, 0))),
  ],
});

export function relu(graph: Graph, x: Value): Value {
  return graph.one(Relu, [x]);
}
