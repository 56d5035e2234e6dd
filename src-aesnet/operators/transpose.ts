import { eachIndex, stridesOf, zeros64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { input, ints, type Operator, type Value } from '../graph/operator.ts';
import { only } from './elementwise.ts';

const Transpose: Operator = {
  type: 'Transpose',
  infer(inputs, attributes) {
    const { type, shape } = input(inputs, 0);
    const order = ints(attributes, 'perm', []);
    if (order.toSorted((a, b) => a - b).join() !== [...shape.keys()].join()) {
      throw new RangeError(`[${order}] is no order of ${shape.length} axes`);
    }
    return [{ type, shape: order.map((axis) => shape[axis] as number) }];
  },
  evaluate(inputs, attributes) {
    const { shape, data } = input(inputs, 0);
    const order = ints(attributes, 'perm', []);
    const strides = stridesOf(shape);
    const out = zeros64(order.map((axis) => shape[axis] as number));
    eachIndex(out.shape, (flat, index) => {
      let from = 0;
      for (const [at, axis] of order.entries())
        from += (index[at] as number) * (strides[axis] as number);
      out.data[flat] = data[from] as number;
    });
    return [out];
  },
  differentiate({ graph, attributes, gradients }) {
    const order = ints(attributes, 'perm', []);
    return [
      transpose(
        graph,
        only(gradients),
        order.map((_, axis) => order.indexOf(axis)),
      ),
    ];
  },
};

/** Axis i of the result is axis `order[i]` of `x`. */
export function transpose(graph: Graph, x: Value, order: readonly number[]): Value {
  return graph.one(Transpose, [x], { perm: order });
}
