import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { div } from './div.ts';
import { only, unary } from './elementwise.ts';

const Log: Operator = unary('Log', Math.log, {
  differentiate: ({ graph, inputs, gradients }) => [div(graph, only(gradients), input(inputs, 0))],
});

/** Natural logarithm. */
export function log(graph: Graph, x: Value): Value {
  return graph.one(Log, [x]);
}
