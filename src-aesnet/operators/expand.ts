import type { Graph } from '../graph/graph.ts';
import { DYNAMIC, input, type Operator, type Value } from '../graph/operator.ts';
import { integers } from '../graph/tensor.ts';
import { zeros64 } from '../graph/array64.ts';
import { broadcastShape, reduceTo, zip64 } from './broadcasting.ts';
import { only } from './elementwise.ts';

function operatorTo(target: readonly number[]): Operator {
  return {
    type: 'Expand',
    infer(inputs) {
      const { type, shape } = input(inputs, 0);
      if (target.includes(DYNAMIC)) throw new RangeError(`[${target}] must be known`);
      const wide = broadcastShape(shape, target);
      if (wide.join() !== target.join())
        throw new RangeError(`[${shape}] does not fill [${target}]`);
      return [{ type, shape: target }];
    },
    evaluate: (inputs) => [zip64(input(inputs, 0), zeros64(target), (x) => x)],
    differentiate: ({ graph, inputs, gradients }) => [
      reduceTo(graph, only(gradients), input(inputs, 0).shape),
    ],
  };
}

/** `x` repeated to `shape`, by the rules of broadcasting. */
export function expand(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (x.shape.join() === shape.join()) return x;
  return graph.one(operatorTo(shape), [x, graph.constant(integers(shape))]);
}
