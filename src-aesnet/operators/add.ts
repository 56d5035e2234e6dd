import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { reduceTo } from './broadcasting.ts';
import { binary, only } from './elementwise.ts';

const Add: Operator = binary('Add', (x, y) => x + y, {
  differentiate: ({ graph, inputs, gradients, wanted }) =>
    [0, 1].map((index) =>
      wanted[index] ? reduceTo(graph, only(gradients), input(inputs, index).shape) : undefined,
    ),
});

/** a + b, with broadcasting. */
export function add(graph: Graph, a: Value, b: Value): Value {
  return graph.one(Add, [a, b]);
}
