import type { Graph } from '../graph/graph.ts';
import { input, int, type Operator, type Value } from '../graph/operator.ts';
import { zip64 } from './broadcasting.ts';
import { map64, only } from './elementwise.ts';
import { mul } from './mul.ts';
import { reduceSum } from './reduce-sum.ts';
import { reduce64 } from './reduction.ts';
import { sub } from './sub.ts';

const Softmax: Operator = {
  type: 'Softmax',
  infer: (inputs) => [{ type: input(inputs, 0).type, shape: input(inputs, 0).shape }],
  evaluate(inputs, attributes) {
    const x = input(inputs, 0);
    const axes = [int(attributes, 'axis', x.shape.length - 1)];
    const most = reduce64(x, axes, true, -Infinity, Math.max);
    const powers = map64(
      zip64(x, most, (value, top) => value - top),
      Math.exp,
    );
    const sums = reduce64(powers, axes, true, 0, (sum, value) => sum + value);
    return [zip64(powers, sums, (value, sum) => value / sum)];
  },
  differentiate({ graph, outputs, attributes, gradients }) {
    const y = input(outputs, 0);
    const weighted = mul(graph, only(gradients), y);
    const total = reduceSum(graph, weighted, [int(attributes, 'axis', y.shape.length - 1)], true);
    return [sub(graph, weighted, mul(graph, y, total))];
  },
};

/** Shares along the last axis. */
export function softmax(graph: Graph, x: Value): Value {
  return graph.one(Softmax, [x], { axis: x.shape.length - 1 });
}
