import { eachIndex, stridesOf, zeros64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, input, type Operator, type Value } from '../graph/operator.ts';
import { integers } from '../graph/tensor.ts';
import { only } from './elementwise.ts';
import { stridedSlice } from './slice.ts';

function operatorOf(before: readonly number[], after: readonly number[]): Operator {
  return {
    type: 'Pad',
    infer(inputs) {
      const { type, shape } = input(inputs, 0);
      if (shape.length !== before.length) throw new RangeError('every axis needs its padding');
      return [
        {
          type,
          shape: shape.map((size, axis) => {
            const more = (before[axis] as number) + (after[axis] as number);
            if (size === DYNAMIC && more > 0) throw new RangeError('the batch cannot be padded');
            return size + more;
          }),
        },
      ];
    },
    evaluate(inputs) {
      const { shape, data } = input(inputs, 0);
      const out = zeros64(
        shape.map((size, axis) => size + (before[axis] as number) + (after[axis] as number)),
      );
      const strides = stridesOf(out.shape);
      eachIndex(shape, (flat, index) => {
        let to = 0;
        for (const [axis, at] of index.entries()) {
          to += (at + (before[axis] as number)) * (strides[axis] as number);
        }
        out.data[to] = data[flat] as number;
      });
      return [out];
    },
    differentiate({ graph, inputs, gradients }) {
      const { shape } = input(inputs, 0);
      const axes = [...shape.keys()].filter((axis) => before[axis] !== 0 || after[axis] !== 0);
      return [
        stridedSlice(
          graph,
          only(gradients),
          axes,
          axes.map((axis) => before[axis] as number),
          axes.map((axis) => shape[axis] as number),
          1,
        ),
      ];
    },
  };
}

/** Zeros around `x`: `before[i]` and `after[i]` of them along axis i. */
export function pad(
  graph: Graph,
  x: Value,
  before: readonly number[],
  after: readonly number[],
): Value {
  if ([...before, ...after].every((count) => count === 0)) return x;
  return graph.one(operatorOf(before, after), [x, graph.constant(integers([...before, ...after]))]);
}
