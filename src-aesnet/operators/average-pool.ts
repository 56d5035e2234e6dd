import { staticShape, type Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { floats } from '../graph/tensor.ts';
import { convTranspose } from './conv-transpose.ts';
import { div } from './div.ts';
import { only } from './elementwise.ts';
import { insideMask, pool64, pooledType, poolingOf, type Pooling } from './pooling.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';

const AveragePool: Operator = {
  type: 'AveragePool',
  infer: (inputs, attributes) => [pooledType(inputs, attributes)],
  evaluate: (inputs, attributes) => [
    pool64(
      input(inputs, 0),
      attributes,
      (pixels) => pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length,
    ),
  ],
  differentiate({ graph, inputs, outputs, attributes, gradients }) {
    const [batch, channels, rows, columns] = staticShape(input(inputs, 0)) as Shape4;
    const [, , height, width] = input(outputs, 0).shape as Shape4;
    const pooling = poolingOf(attributes);
    const [high, wide] = pooling.kernel;
    const inside = insideMask(graph, [batch, channels, rows, columns], [height, width], pooling);
    const share = div(graph, only(gradients), reduceSum(graph, inside, [1], true));
    const spread = convTranspose(
      graph,
      reshape(graph, share, [batch * channels, 1, height, width]),
      graph.constant(floats(new Float32Array(high * wide).fill(1), [1, 1, high, wide])),
      { ...pooling, group: 1 },
      [rows, columns],
    );
    return [reshape(graph, spread, [batch, channels, rows, columns])];
  },
};

type Shape4 = [number, number, number, number];

/** The mean of each window of x [N, C, H, W]; padding does not count. */
export function averagePool(
  graph: Graph,
  x: Value,
  { kernel, strides = [1, 1], pads = [0, 0, 0, 0] }: Partial<Pooling> & Pick<Pooling, 'kernel'>,
): Value {
  return graph.one(AveragePool, [x], { kernel_shape: kernel, strides, pads });
}
