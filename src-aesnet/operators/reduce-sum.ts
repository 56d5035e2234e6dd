import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { integers } from '../graph/tensor.ts';
import { only } from './elementwise.ts';
import { expand } from './expand.ts';
import { reduce64, reducedShape } from './reduction.ts';
import { reshape } from './reshape.ts';

function operatorOver(axes: readonly number[], keep: boolean): Operator {
  return {
    type: 'ReduceSum',
    infer(inputs) {
      const { type, shape } = input(inputs, 0);
      return [{ type, shape: reducedShape(shape, axes, keep) }];
    },
    evaluate: (inputs) => [reduce64(input(inputs, 0), axes, keep, 0, (sum, x) => sum + x)],
    differentiate({ graph, inputs, gradients }) {
      const { shape } = input(inputs, 0);
      const kept = reshape(graph, only(gradients), reducedShape(shape, axes, true));
      return [expand(graph, kept, shape)];
    },
  };
}

/** The sum over `axes`, which count from 0 and stay as 1 where `keep`. */
export function reduceSum(graph: Graph, x: Value, axes: readonly number[], keep = false): Value {
  // ONNX takes an empty list for all axes.
  if (axes.length === 0) return x;
  return graph.one(operatorOver(axes, keep), [x, graph.constant(integers(axes))], {
    keepdims: Number(keep),
  });
}
