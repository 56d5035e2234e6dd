import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { reduceTo } from './broadcasting.ts';
import { binary, only } from './elementwise.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

const Div: Operator = binary('Div', (x, y) => x / y, {
  differentiate({ graph, inputs, outputs, gradients, wanted }) {
    const b = input(inputs, 1);
    // d(a/b)/da = 1/b; d(a/b)/db = −(a/b)/b.
    const byA = div(graph, only(gradients), b);
    return [
      wanted[0] ? reduceTo(graph, byA, input(inputs, 0).shape) : undefined,
      wanted[1]
        ? neg(graph, reduceTo(graph, mul(graph, byA, input(outputs, 0)), b.shape))
        : undefined,
    ];
  },
});

/** a / b, element by element, with broadcasting. */
export function div(graph: Graph, a: Value, b: Value): Value {
  return graph.one(Div, [a, b]);
}
