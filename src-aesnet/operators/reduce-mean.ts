import type { Graph } from '../graph/graph.ts';
import { input, int, ints, type Operator, type Value } from '../graph/operator.ts';
import { sizeOf } from '../graph/tensor.ts';
import { map64, only } from './elementwise.ts';
import { expand } from './expand.ts';
import { mul } from './mul.ts';
import { reduce64, reducedShape } from './reduction.ts';
import { reshape } from './reshape.ts';

const ReduceMean: Operator = {
  type: 'ReduceMean',
  infer(inputs, attributes) {
    const { type, shape } = input(inputs, 0);
    const keep = int(attributes, 'keepdims', 1) === 1;
    return [{ type, shape: reducedShape(shape, ints(attributes, 'axes', []), keep) }];
  },
  evaluate(inputs, attributes) {
    const x = input(inputs, 0);
    const axes = ints(attributes, 'axes', []);
    const keep = int(attributes, 'keepdims', 1) === 1;
    const count = sizeOf(axes.map((axis) => x.shape[axis] as number));
    const sum = reduce64(x, axes, keep, 0, (total, value) => total + value);
    return [map64(sum, (total) => total / count)];
  },
  differentiate({ graph, inputs, attributes, gradients }) {
    const { shape } = input(inputs, 0);
    const axes = ints(attributes, 'axes', []);
    const count = sizeOf(axes.map((axis) => shape[axis] as number));
    const kept = reshape(graph, only(gradients), reducedShape(shape, axes, true));
    return [expand(graph, mul(graph, kept, graph.number(1 / count)), shape)];
  },
};

/** The mean over `axes`, which count from 0 and stay as 1 where `keep`. */
export function reduceMean(graph: Graph, x: Value, axes: readonly number[], keep = false): Value {
  // ONNX takes an empty list for all axes.
  if (axes.length === 0) return x;
  return graph.one(ReduceMean, [x], { axes, keepdims: Number(keep) });
}

/** The mean of everything, of shape []. */
export function meanOfAll(graph: Graph, x: Value): Value {
  return reduceMean(graph, x, [...x.shape.keys()]);
}
