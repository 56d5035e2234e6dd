import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { reduceTo } from './broadcasting.ts';
import { binary, only } from './elementwise.ts';

const Mul: Operator = binary('Mul', (x, y) => x * y, {
  differentiate: ({ graph, inputs, gradients, wanted }) =>
    [0, 1].map((index) =>
      wanted[index]
        ? reduceTo(
            graph,
            mul(graph, only(gradients), input(inputs, 1 - index)),
            input(inputs, index).shape,
          )
        : undefined,
    ),
});

/** a · b, element by element, with broadcasting. */
export function mul(graph: Graph, a: Value, b: Value): Value {
  return graph.one(Mul, [a, b]);
}
