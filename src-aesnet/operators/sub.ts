import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { reduceTo } from './broadcasting.ts';
import { binary, only } from './elementwise.ts';
import { neg } from './neg.ts';

const Sub: Operator = binary('Sub', (x, y) => x - y, {
  differentiate: ({ graph, inputs, gradients, wanted }) => [
    wanted[0] ? reduceTo(graph, only(gradients), input(inputs, 0).shape) : undefined,
    wanted[1] ? neg(graph, reduceTo(graph, only(gradients), input(inputs, 1).shape)) : undefined,
  ],
});

/** a − b, with broadcasting. */
export function sub(graph: Graph, a: Value, b: Value): Value {
  return graph.one(Sub, [a, b]);
}
