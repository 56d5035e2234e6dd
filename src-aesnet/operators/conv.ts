import { zeros64, type Array64 } from '../graph/array64.ts';
import { staticShape, type Graph } from '../graph/graph.ts';
import {
  DYNAMIC,
  input,
  int,
  ints,
  type Attributes,
  type Backward,
  type Operator,
  type Value,
} from '../graph/operator.ts';
import { inputGradient, weightGradient } from './conv-gradients.ts';
import { only } from './elementwise.ts';
import { reduceSum } from './reduce-sum.ts';

/** How a convolution slides over its input. `pads`: top, left, bottom, right. */
export interface Sliding {
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
  readonly group: number;
}

export function slidingOf(attributes: Attributes): Sliding {
  return {
    strides: ints(attributes, 'strides', [1, 1]) as [number, number],
    pads: ints(attributes, 'pads', [0, 0, 0, 0]) as [number, number, number, number],
    group: int(attributes, 'group', 1),
  };
}

const Conv: Operator = {
  type: 'Conv',
  infer(inputs, attributes) {
    const { type, shape } = input(inputs, 0);
    const weights = input(inputs, 1).shape;
    if (shape.length !== 4 || weights.length !== 4) throw new RangeError('expected four axes');
    const { group } = slidingOf(attributes);
    const [channels, kernels, perGroup] = [shape[1], weights[0], weights[1]] as number[];
    if (channels !== (perGroup as number) * group || (kernels as number) % group !== 0) {
      throw new RangeError(`${channels} channels do not fit ${group} groups of ${perGroup}`);
    }
    const bias = inputs[2]?.shape;
    if (bias !== undefined && bias.join() !== `${kernels}`) {
      throw new RangeError(`a bias of [${bias}] does not fit ${kernels} kernels`);
    }
    const [height, width] = outputSize(shape, weights, slidingOf(attributes));
    if (height < 1 || width < 1) {
      throw new RangeError(`a kernel of [${weights}] does not fit [${shape}]`);
    }
    return [{ type, shape: [shape[0] as number, kernels as number, height, width] }];
  },
  evaluate: (inputs, attributes) => [
    convolve(input(inputs, 0), input(inputs, 1), inputs[2], slidingOf(attributes)),
  ],
  differentiate(backward: Backward) {
    const { graph, inputs, gradients, attributes, wanted } = backward;
    const x = input(inputs, 0);
    const weights = input(inputs, 1);
    const received = only(gradients);
    const sliding = slidingOf(attributes);
    staticShape(x);
    return [
      wanted[0] ? inputGradient(graph, x, weights, received, sliding) : undefined,
      wanted[1] ? weightGradient(graph, x, weights, received, sliding) : undefined,
      wanted[2] ? reduceSum(graph, reduceSum(graph, received, [2, 3]), [0]) : undefined,
    ];
  },
};

function outputSize(
  shape: readonly number[],
  weights: readonly number[],
  { strides, pads }: Sliding,
): [number, number] {
  const [height, width] = [0, 1].map((axis) => {
    const size = shape[axis + 2] as number;
    if (size === DYNAMIC) throw new RangeError('height and width must be known');
    const room = size + (pads[axis] as number) + (pads[axis + 2] as number);
    return Math.floor((room - (weights[axis + 2] as number)) / (strides[axis] as number)) + 1;
  });
  return [height as number, width as number];
}

function convolve(
  x: Array64,
  weights: Array64,
  bias: Array64 | undefined,
  sliding: Sliding,
): Array64 {
  const [batch, channels, rows, columns] = x.shape as [number, number, number, number];
  const [kernels, perGroup, high, wide] = weights.shape as [number, number, number, number];
  const [height, width] = outputSize(x.shape, weights.shape, sliding);
  const { strides, pads, group } = sliding;
  const out = zeros64([batch, kernels, height, width]);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let k = 0; k < kernels; k++) {
      const first = Math.floor(k / (kernels / group)) * perGroup;
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) {
          let sum = bias?.data[k] ?? 0;
          for (let c = 0; c < perGroup; c++) {
            for (let u = 0; u < high; u++) {
              const row = i * strides[0] - pads[0] + u;
              if (row < 0 || row >= rows) continue;
              for (let v = 0; v < wide; v++) {
                const column = j * strides[1] - pads[1] + v;
                if (column < 0 || column >= columns) continue;
                const pixel = ((n * channels + first + c) * rows + row) * columns + column;
                const weight = ((k * perGroup + c) * high + u) * wide + v;
                sum += (x.data[pixel] as number) * (weights.data[weight] as number);
              }
            }
          }
          out.data[at++] = sum;
        }
      }
    }
  }
  return out;
}

/**
 * Convolution of x [N, C, H, W] with weights [K, C/group, kh, kw], plus a bias [K].
 *
 * Backward: dense, and depthwise (group = C = K); other groupings have no rule.
 */
export function conv(
  graph: Graph,
  x: Value,
  weights: Value,
  bias: Value | undefined,
  { strides = [1, 1], pads = [0, 0, 0, 0], group = 1 }: Partial<Sliding> = {},
): Value {
  return graph.one(Conv, bias ? [x, weights, bias] : [x, weights], {
    kernel_shape: weights.shape.slice(2),
    strides,
    pads,
    group,
  });
}
