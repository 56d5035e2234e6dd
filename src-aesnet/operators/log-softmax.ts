import type { Graph } from '../graph/graph.ts';
import { input, int, type Operator, type Value } from '../graph/operator.ts';
import { zip64 } from './broadcasting.ts';
import { map64, only } from './elementwise.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { reduceSum } from './reduce-sum.ts';
import { reduce64 } from './reduction.ts';
import { sub } from './sub.ts';

const LogSoftmax: Operator = {
  type: 'LogSoftmax',
  infer: (inputs) => [{ type: input(inputs, 0).type, shape: input(inputs, 0).shape }],
  evaluate(inputs, attributes) {
    const x = input(inputs, 0);
    const axes = [int(attributes, 'axis', x.shape.length - 1)];
    const most = reduce64(x, axes, true, -Infinity, Math.max);
    const moved = zip64(x, most, (value, top) => value - top);
    const sums = reduce64(moved, axes, true, 0, (sum, value) => sum + Math.exp(value));
    return [zip64(moved, map64(sums, Math.log), (value, sum) => value - sum)];
  },
  differentiate({ graph, outputs, attributes, gradients }) {
    const y = input(outputs, 0);
    const received = only(gradients);
    const total = reduceSum(graph, received, [int(attributes, 'axis', y.shape.length - 1)], true);
    return [sub(graph, received, mul(graph, exp(graph, y), total))];
  },
};

/** Logarithms of the shares along the last axis. */
export function logSoftmax(graph: Graph, x: Value): Value {
  return graph.one(LogSoftmax, [x], { axis: x.shape.length - 1 });
}
