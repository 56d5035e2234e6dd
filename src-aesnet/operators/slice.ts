import { eachIndex, stridesOf, zeros64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, input, type Operator, type Value } from '../graph/operator.ts';
import { integers } from '../graph/tensor.ts';
import { only } from './elementwise.ts';
import { pad } from './pad.ts';

/** Along each axis from `start`, every `step`th, `count` of them. Steps may be negative. */
interface Range {
  readonly axis: number;
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

function operatorOf(ranges: readonly Range[]): Operator {
  return {
    type: 'Slice',
    infer(inputs) {
      const { type, shape } = input(inputs, 0);
      const out = [...shape];
      for (const { axis, start, count, step } of ranges) {
        const size = shape[axis];
        if (size === undefined || size === DYNAMIC) {
          throw new RangeError(`[${shape}] has no axis ${axis} of known length`);
        }
        const last = start + (count - 1) * step;
        if (count < 1 || start < 0 || start >= size || last < 0 || last >= size) {
          throw new RangeError(`${start}…${last} is outside of axis ${axis} of [${shape}]`);
        }
        out[axis] = count;
      }
      return [{ type, shape: out }];
    },
    evaluate(inputs) {
      const { shape, data } = input(inputs, 0);
      const strides = stridesOf(shape);
      const size = [...shape];
      const steps = shape.map(() => 1);
      let first = 0;
      for (const { axis, start, count, step } of ranges) {
        size[axis] = count;
        steps[axis] = step;
        first += start * (strides[axis] as number);
      }
      const out = zeros64(size);
      eachIndex(out.shape, (flat, index) => {
        let from = first;
        for (const [axis, at] of index.entries()) {
          from += at * (steps[axis] as number) * (strides[axis] as number);
        }
        out.data[flat] = data[from] as number;
      });
      return [out];
    },
    differentiate({ graph, inputs, gradients }) {
      const { shape } = input(inputs, 0);
      let received = only(gradients);
      const before = shape.map(() => 0);
      const after = shape.map(() => 0);
      for (const { axis, start, count, step } of ranges) {
        if (Math.abs(step) !== 1)
          throw new Error(`Slice with a step of ${step} has no backward rule`);
        if (step === -1) received = reverse(graph, received, axis);
        const low = step === 1 ? start : start - count + 1;
        before[axis] = low;
        after[axis] = (shape[axis] as number) - low - count;
      }
      return [pad(graph, received, before, after)];
    },
  };
}

function cut(graph: Graph, x: Value, ranges: readonly Range[]): Value {
  // ONNX wants an end beyond the last; going down past 0 that is minus infinity.
  const ends = ranges.map(({ axis, start, count, step }) => {
    const end = start + (count - 1) * step + Math.sign(step);
    return end < 0 ? -(x.shape[axis] as number) - 1 : end;
  });
  return graph.one(operatorOf(ranges), [
    x,
    graph.constant(integers(ranges.map(({ start }) => start))),
    graph.constant(integers(ends)),
    graph.constant(integers(ranges.map(({ axis }) => axis))),
    graph.constant(integers(ranges.map(({ step }) => step))),
  ]);
}

/** Elements `start` to `end` − 1 along one axis. */
export function slice(graph: Graph, x: Value, axis: number, start: number, end: number): Value {
  if (start === 0 && end === x.shape[axis]) return x;
  return cut(graph, x, [{ axis, start, count: end - start, step: 1 }]);
}

/** From `start[i]`, `count[i]` elements, each `step` apart, along `axes[i]`. */
export function stridedSlice(
  graph: Graph,
  x: Value,
  axes: readonly number[],
  starts: readonly number[],
  counts: readonly number[],
  step: number,
): Value {
  return cut(
    graph,
    x,
    axes.map((axis, index) => ({
      axis,
      start: starts[index] as number,
      count: counts[index] as number,
      step,
    })),
  );
}

/** The same elements in the opposite order along one axis. */
export function reverse(graph: Graph, x: Value, axis: number): Value {
  const size = x.shape[axis] as number;
  return cut(graph, x, [{ axis, start: size - 1, count: size, step: -1 }]);
}
