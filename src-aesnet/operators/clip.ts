import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { equal } from './comparisons.ts';
import { only } from './elementwise.ts';
import { mul } from './mul.ts';
import { cast } from './cast.ts';

const Clip: Operator = {
  type: 'Clip',
  infer: (inputs) => [{ type: input(inputs, 0).type, shape: input(inputs, 0).shape }],
  evaluate(inputs) {
    const { shape, data } = input(inputs, 0);
    const low = input(inputs, 1).data[0] as number;
    const high = input(inputs, 2).data[0] as number;
    return [{ shape, data: data.map((x) => Math.min(high, Math.max(low, x))) }];
  },
  // What was not clipped is what came out as it went in.
  differentiate: ({ graph, inputs, outputs, gradients }) => [
    mul(
      graph,
      only(gradients),
      cast(graph, equal(graph, input(inputs, 0), input(outputs, 0)), 'float32'),
    ),
  ],
};

/** x limited to [low, high]. */
export function clip(graph: Graph, x: Value, low: number, high: number): Value {
  return graph.one(Clip, [x, graph.number(low), graph.number(high)]);
}
