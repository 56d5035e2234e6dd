/** ONNX's multidirectional broadcasting, and its adjoint. */
import { eachIndex, stridesOf, zeros64, type Array64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, type Value } from '../graph/operator.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';

/** The common shape. Throws a RangeError where two dimensions differ and neither is 1. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    // A dynamic dimension is trusted to be what the known one is.
    if (x === DYNAMIC || y === DYNAMIC) return Math.max(x, y);
    throw new RangeError(`[${a}] and [${b}] do not broadcast`);
  });
}

/** f(a, b), element by element. */
export function zip64(a: Array64, b: Array64, f: (x: number, y: number) => number): Array64 {
  const out = zeros64(broadcastShape(a.shape, b.shape));
  const [left, right] = [a, b].map((array) => broadcastStrides(array.shape, out.shape));
  eachIndex(out.shape, (flat, index) => {
    let i = 0;
    let j = 0;
    for (const [axis, at] of index.entries()) {
      i += at * (left?.[axis] ?? 0);
      j += at * (right?.[axis] ?? 0);
    }
    out.data[flat] = f(a.data[i] as number, b.data[j] as number);
  });
  return out;
}

/** Strides of `shape` seen as `target`: 0 where a dimension of 1 is repeated. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const strides = stridesOf(shape);
  const lead = target.length - shape.length;
  return target.map((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? 0 : (strides[axis - lead] as number),
  );
}

/** Sums a gradient over the axes along which `shape` was repeated. */
export function reduceTo(graph: Graph, gradient: Value, shape: readonly number[]): Value {
  if (gradient.shape.join() === shape.join()) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  const summed = axes.length === 0 ? gradient : reduceSum(graph, gradient, axes, true);
  return summed.shape.join() === shape.join() ? summed : reshape(graph, summed, shape);
}
