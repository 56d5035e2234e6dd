import { zeros64, type Array64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { input, real, type Attributes, type Operator, type Value } from '../graph/operator.ts';
import { reduceTo } from './broadcasting.ts';
import { mul } from './mul.ts';
import { reduceMean } from './reduce-mean.ts';
import { sub } from './sub.ts';

/**
 * Over the last axis. Mean and inverse standard deviation come out too, and the backward rule uses them:
 * twice as fast as primitives. It is the rule of the first output alone.
 */
const LayerNormalization: Operator = {
  type: 'LayerNormalization',
  infer(inputs) {
    const { type, shape } = input(inputs, 0);
    const width = shape.at(-1);
    for (const index of [1, 2]) {
      const other = input(inputs, index).shape;
      if (width === undefined || other.length !== 1 || other[0] !== width) {
        throw new RangeError(`[${other}] does not fit the last axis of [${shape}]`);
      }
    }
    const statistics = { type, shape: shape.with(-1, 1) };
    return [{ type, shape }, statistics, statistics];
  },
  evaluate: (inputs, attributes) =>
    normalise(input(inputs, 0), input(inputs, 1), input(inputs, 2), attributes),
  differentiate({ graph, inputs, outputs, gradients, wanted }) {
    const [received, mean, invStd] = [gradients[0], input(outputs, 1), input(outputs, 2)];
    if (received === undefined || gradients[1] !== undefined || gradients[2] !== undefined) {
      throw new Error('LayerNormalization has no backward rule for its mean and deviation');
    }
    const x = input(inputs, 0);
    const scale = input(inputs, 1);
    const last = [x.shape.length - 1];
    const normal = mul(graph, sub(graph, x, mean), invStd);
    const scaled = mul(graph, received, scale);
    // dx = (g − mean(g) − x̂·mean(g·x̂)) / std with g = received · scale.
    const centred = sub(graph, scaled, reduceMean(graph, scaled, last, true));
    const along = reduceMean(graph, mul(graph, scaled, normal), last, true);
    return [
      wanted[0] ? mul(graph, sub(graph, centred, mul(graph, normal, along)), invStd) : undefined,
      wanted[1] ? reduceTo(graph, mul(graph, received, normal), scale.shape) : undefined,
      wanted[2] ? reduceTo(graph, received, input(inputs, 2).shape) : undefined,
    ];
  },
};

function normalise(
  x: Array64,
  scale: Array64,
  bias: Array64,
  attributes: Attributes,
): readonly Array64[] {
  const epsilon = real(attributes, 'epsilon', 1e-5);
  const width = x.shape.at(-1) as number;
  const y = zeros64(x.shape);
  const means = zeros64(x.shape.with(-1, 1));
  const invStds = zeros64(means.shape);
  for (const row of means.data.keys()) {
    const values = x.data.subarray(row * width, (row + 1) * width);
    const mean = values.reduce((sum, value) => sum + value, 0) / width;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    const invStd = 1 / Math.sqrt(variance + epsilon);
    for (const [at, value] of values.entries()) {
      y.data[row * width + at] =
        (value - mean) * invStd * (scale.data[at] as number) + (bias.data[at] as number);
    }
    means.data[row] = mean;
    invStds.data[row] = invStd;
  }
  return [y, means, invStds];
}

/** x [..., D] with mean 0 and variance 1 along the last axis, times scale [D], plus bias [D]. */
export function layerNormalization(
  graph: Graph,
  x: Value,
  scale: Value,
  bias: Value,
  epsilon = 1e-5,
): Value {
  const [y] = graph.apply(LayerNormalization, [x, scale, bias], {
    axis: -1,
    epsilon: { float: epsilon },
  });
  return y as Value;
}
