import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, input, type Operator, type Value } from '../graph/operator.ts';
import { integers, sizeOf } from '../graph/tensor.ts';
import { only } from './elementwise.ts';

/** The target is a constant; `shapes` remembers it, because a value carries no data. */
function operatorTo(target: readonly number[]): Operator {
  return {
    type: 'Reshape',
    infer(inputs) {
      const { type, shape } = input(inputs, 0);
      const dynamic = shape.includes(DYNAMIC);
      if (dynamic !== target.includes(DYNAMIC)) {
        throw new RangeError(`[${shape}] cannot become [${target}]`);
      }
      // With the dynamic dimension on both sides the rest must agree; −1 times −1 cancels in comparing.
      if (sizeOf(shape) !== sizeOf(target)) {
        throw new RangeError(`[${shape}] cannot become [${target}]`);
      }
      return [{ type, shape: target }];
    },
    evaluate(inputs) {
      const { shape, data } = input(inputs, 0);
      const known = sizeOf(target.filter((size) => size !== DYNAMIC));
      const filled = target.map((size) => (size === DYNAMIC ? sizeOf(shape) / known : size));
      return [{ shape: filled, data }];
    },
    differentiate: ({ graph, inputs, gradients }) => [
      reshape(graph, only(gradients), input(inputs, 0).shape),
    ],
  };
}

/** The same values in another shape; one dimension may be `DYNAMIC` where one of `x` is. */
export function reshape(graph: Graph, x: Value, shape: readonly number[]): Value {
  return graph.one(operatorTo(shape), [x, graph.constant(integers(shape))]);
}
