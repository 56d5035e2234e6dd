import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { only, unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

const Sigmoid: Operator = unary('Sigmoid', (x) => 1 / (1 + Math.exp(-x)), {
  differentiate({ graph, outputs, gradients }) {
    const y = input(outputs, 0);
    const slope = mul(graph, y, sub(graph, graph.number(1), y));
    return [mul(graph, only(gradients), slope)];
  },
});

export function sigmoid(graph: Graph, x: Value): Value {
  return graph.one(Sigmoid, [x]);
}
