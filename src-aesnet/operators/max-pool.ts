import { staticShape, type Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { floats } from '../graph/tensor.ts';
import { equal } from './comparisons.ts';
import { concat } from './concat.ts';
import { convTranspose } from './conv-transpose.ts';
import { only } from './elementwise.ts';
import { mul } from './mul.ts';
import { insideMask, pool64, pooledType, poolingOf, type Pooling } from './pooling.ts';
import { reshape } from './reshape.ts';
import { slice } from './slice.ts';
import { sub } from './sub.ts';
import { where } from './where.ts';
import { windows } from './windows.ts';

const MaxPool: Operator = {
  type: 'MaxPool',
  infer: (inputs, attributes) => [pooledType(inputs, attributes)],
  evaluate: (inputs, attributes) => [
    pool64(input(inputs, 0), attributes, (pixels) => Math.max(...pixels)),
  ],
  differentiate({ graph, inputs, outputs, attributes, gradients }) {
    const [batch, channels, rows, columns] = staticShape(input(inputs, 0)) as Shape4;
    const y = input(outputs, 0);
    const [, , height, width] = y.shape as Shape4;
    const pooling = poolingOf(attributes);
    const [high, wide] = pooling.kernel;
    const received = only(gradients);
    const chosen = firstLargest(graph, input(inputs, 0), y, pooling).map((one) =>
      reshape(graph, mul(graph, one, received), [batch * channels, 1, height, width]),
    );
    // Every place's share slides back to its own pixel.
    const places = high * wide;
    const identity = new Float32Array(places * places);
    for (let place = 0; place < places; place++) identity[place * (places + 1)] = 1;
    const spread = convTranspose(
      graph,
      concat(graph, chosen, 1),
      graph.constant(floats(identity, [places, 1, high, wide])),
      { ...pooling, group: 1 },
      [rows, columns],
    );
    return [reshape(graph, spread, [batch, channels, rows, columns])];
  },
};

type Shape4 = [number, number, number, number];

/**
 * For each place in the window, 1 where the largest pixel lies there and in no earlier place, else 0:
 * of equal pixels one alone gets the gradient.
 */
function firstLargest(graph: Graph, x: Value, y: Value, pooling: Pooling): Value[] {
  const size = y.shape.slice(2) as [number, number];
  const inside = insideMask(graph, x.shape, size, pooling);
  let free = graph.number(1);
  return windows(graph, x, pooling.kernel, pooling, size).map((pixels, place) => {
    // The padding is zeros here, but no pixel that could be the largest.
    const there = slice(graph, inside, 1, place, place + 1);
    const largest = where(graph, equal(graph, pixels, y), there, graph.number(0));
    const first = mul(graph, largest, free);
    free = sub(graph, free, first);
    return first;
  });
}

/** The largest pixel in each window of x [N, C, H, W]; padding never is. */
export function maxPool(
  graph: Graph,
  x: Value,
  { kernel, strides = [1, 1], pads = [0, 0, 0, 0] }: Partial<Pooling> & Pick<Pooling, 'kernel'>,
): Value {
  return graph.one(MaxPool, [x], { kernel_shape: kernel, strides, pads });
}
