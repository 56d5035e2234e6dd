import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { map64, only } from './elementwise.ts';
import { expand } from './expand.ts';
import { mul } from './mul.ts';
import { reduce64 } from './reduction.ts';

const GlobalAveragePool: Operator = {
  type: 'GlobalAveragePool',
  infer(inputs) {
    const { type, shape } = input(inputs, 0);
    if (shape.length !== 4) throw new RangeError('expected [N, C, H, W]');
    return [{ type, shape: [shape[0] as number, shape[1] as number, 1, 1] }];
  },
  evaluate(inputs) {
    const x = input(inputs, 0);
    const area = (x.shape[2] as number) * (x.shape[3] as number);
    return [
      map64(
        reduce64(x, [2, 3], true, 0, (sum, value) => sum + value),
        (sum) => sum / area,
      ),
    ];
  },
  differentiate({ graph, inputs, gradients }) {
    const { shape } = input(inputs, 0);
    const area = (shape[2] as number) * (shape[3] as number);
    return [expand(graph, mul(graph, only(gradients), graph.number(1 / area)), shape)];
  },
};

/** [N, C, H, W] → [N, C, 1, 1]. */
export function globalAveragePool(graph: Graph, x: Value): Value {
  return graph.one(GlobalAveragePool, [x]);
}
