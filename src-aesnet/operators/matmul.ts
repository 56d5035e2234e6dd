import { eachIndex, stridesOf, zeros64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, input, type Operator, type Value } from '../graph/operator.ts';
import { broadcastShape, broadcastStrides, reduceTo } from './broadcasting.ts';
import { only } from './elementwise.ts';
import { transpose } from './transpose.ts';

const MatMul: Operator = {
  type: 'MatMul',
  infer(inputs) {
    const a = input(inputs, 0);
    const b = input(inputs, 1);
    if (a.shape.length < 2 || b.shape.length < 2) throw new RangeError('expected matrices');
    const inner = a.shape.at(-1) as number;
    if (inner !== b.shape.at(-2) && inner !== DYNAMIC && b.shape.at(-2) !== DYNAMIC) {
      throw new RangeError(`${inner} columns do not meet ${b.shape.at(-2)} rows`);
    }
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return [
      { type: a.type, shape: [...batch, a.shape.at(-2) as number, b.shape.at(-1) as number] },
    ];
  },
  evaluate(inputs) {
    const a = input(inputs, 0);
    const b = input(inputs, 1);
    const [rows, inner] = a.shape.slice(-2) as [number, number];
    const columns = b.shape.at(-1) as number;
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const out = zeros64([...batch, rows, columns]);
    const outStrides = stridesOf(out.shape);
    const [left, right] = [a, b].map(({ shape }) =>
      broadcastStrides(shape, [...batch, ...shape.slice(-2)]),
    ) as [number[], number[]];
    eachIndex(batch, (_, index) => {
      const offset = (strides: readonly number[]) =>
        index.reduce((sum, at, axis) => sum + at * (strides[axis] as number), 0);
      const [i, j, k] = [offset(left), offset(right), offset(outStrides)];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let at = 0; at < inner; at++) {
            sum +=
              (a.data[i + row * inner + at] as number) *
              (b.data[j + at * columns + column] as number);
          }
          out.data[k + row * columns + column] = sum;
        }
      }
    });
    return [out];
  },
  differentiate({ graph, inputs, gradients, wanted }) {
    const a = input(inputs, 0);
    const b = input(inputs, 1);
    const received = only(gradients);
    return [
      wanted[0] ? reduceTo(graph, matmul(graph, received, swapped(graph, b)), a.shape) : undefined,
      wanted[1] ? reduceTo(graph, matmul(graph, swapped(graph, a), received), b.shape) : undefined,
    ];
  },
};

/** Matrix product of the last two axes; the others are broadcast. */
export function matmul(graph: Graph, a: Value, b: Value): Value {
  return graph.one(MatMul, [a, b]);
}

/** The last two axes exchanged. */
export function swapped(graph: Graph, x: Value): Value {
  const last = x.shape.length - 1;
  const order = [...x.shape.keys()];
  return transpose(graph, x, [...order.slice(0, -2), last, last - 1]);
}
