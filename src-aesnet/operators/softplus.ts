import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { only, unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

const Softplus: Operator = unary(
  'Softplus',
  (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  {
    differentiate: ({ graph, inputs, gradients }) => [
      mul(graph, only(gradients), sigmoid(graph, input(inputs, 0))),
    ],
  },
);

/** log(1 + exp(x)). */
export function softplus(graph: Graph, x: Value): Value {
  return graph.one(Softplus, [x]);
}
