import { conv, type Sliding } from '../../../../src-aesnet/operators/conv.ts';
import { convTranspose } from '../../../../src-aesnet/operators/conv-transpose.ts';
import { averagePool } from '../../../../src-aesnet/operators/average-pool.ts';
import { globalAveragePool } from '../../../../src-aesnet/operators/global-average-pool.ts';
import { maxPool } from '../../../../src-aesnet/operators/max-pool.ts';
import type { Graph } from '../../../../src-aesnet/graph/graph.ts';
import type { Value } from '../../../../src-aesnet/graph/operator.ts';
import type { Pooling } from '../../../../src-aesnet/operators/pooling.ts';
import { shapes, type OperatorCase, type OperatorCases } from '../../support/operator-case.ts';
import { distinct, type Fill } from '../../support/values.ts';

type Shape = readonly number[];

function convolution(
  name: string,
  x: Shape,
  weights: Shape,
  sliding: Partial<Sliding> = {},
): OperatorCase[] {
  return [
    {
      name,
      inputs: shapes(x, weights),
      apply: (graph, ...[image, kernel]) =>
        conv(graph, image as Value, kernel as Value, undefined, sliding),
    },
    {
      name: `${name}, with a bias`,
      inputs: shapes(x, weights, [weights[0] as number]),
      apply: (graph, ...[image, kernel, bias]) =>
        conv(graph, image as Value, kernel as Value, bias, sliding),
    },
  ];
}

/** TensorFlow's SAME for an even size and a stride of 2: all of it below and on the right. */
const SAME = [0, 0, 1, 1] as const;
const AROUND = [1, 1, 1, 1] as const;
const TWO = [2, 2] as const;

const CONVOLUTIONS: OperatorCase[] = [
  ...convolution('pointwise', [2, 3, 4, 3], [5, 3, 1, 1]),
  ...convolution('pointwise on few pixels', [2, 6, 1, 1], [8, 6, 1, 1]),
  ...convolution('pointwise with a stride', [1, 2, 5, 4], [3, 2, 1, 1], { strides: TWO }),
  ...convolution('pointwise with padding', [1, 2, 3, 3], [2, 2, 1, 1], { pads: AROUND }),
  ...convolution('dense 3×3', [2, 2, 5, 4], [3, 2, 3, 3], { pads: AROUND }),
  ...convolution('dense 3×3 without padding', [1, 2, 5, 6], [2, 2, 3, 3]),
  ...convolution('dense of one channel', [2, 1, 4, 4], [1, 1, 3, 3], { pads: AROUND }),
  ...convolution('stem', [2, 3, 6, 8], [4, 3, 3, 3], { strides: TWO, pads: SAME }),
  ...convolution('dense with a stride, odd size', [1, 2, 7, 5], [3, 2, 3, 3], {
    strides: TWO,
    pads: AROUND,
  }),
  ...convolution('dense with a stride that leaves a rest', [1, 2, 6, 8], [2, 2, 3, 3], {
    strides: TWO,
  }),
  ...convolution('dense with another stride down than across', [1, 2, 7, 8], [2, 2, 3, 3], {
    strides: [3, 2],
    pads: [1, 0, 0, 1],
  }),
  ...convolution('dense with an oblong kernel', [1, 2, 5, 6], [2, 2, 2, 4], {
    pads: [0, 1, 1, 2],
  }),
  ...convolution('dense patches', [1, 3, 4, 4], [5, 3, 2, 2], { strides: TWO }),
  ...convolution('depthwise', [2, 3, 4, 5], [3, 1, 3, 3], { pads: AROUND, group: 3 }),
  ...convolution('depthwise without padding', [1, 2, 5, 4], [2, 1, 3, 3], { group: 2 }),
  ...convolution('depthwise with uneven padding', [1, 2, 4, 5], [2, 1, 3, 3], {
    pads: [0, 2, 1, 1],
    group: 2,
  }),
  ...convolution('depthwise with more padding than the kernel', [1, 2, 3, 3], [2, 1, 2, 2], {
    pads: [2, 2, 2, 2],
    group: 2,
  }),
  ...convolution('depthwise with a stride', [2, 3, 6, 4], [3, 1, 3, 3], {
    strides: TWO,
    pads: SAME,
    group: 3,
  }),
  ...convolution('depthwise with a stride, odd size', [1, 2, 5, 7], [2, 1, 3, 3], {
    strides: TWO,
    pads: AROUND,
    group: 2,
  }),
  ...convolution('depthwise with another stride down than across', [1, 2, 6, 6], [2, 1, 3, 3], {
    strides: [1, 2],
    pads: [1, 0, 1, 1],
    group: 2,
  }),
  ...convolution('depthwise with an oblong kernel', [2, 2, 5, 6], [2, 1, 2, 4], {
    pads: [0, 1, 1, 2],
    group: 2,
  }),
  ...convolution('depthwise 5×5', [1, 2, 5, 5], [2, 1, 5, 5], { pads: [2, 2, 2, 2], group: 2 }),
  ...convolution('depthwise 1×1', [1, 3, 2, 2], [3, 1, 1, 1], { group: 3 }),
];

const sliding = (strides: Sliding['strides'], pads: Sliding['pads'], group = 1): Sliding => ({
  strides,
  pads,
  group,
});

function transposed(
  name: string,
  [y, weights]: readonly [Shape, Shape],
  how: Sliding,
  size: readonly [number, number],
): OperatorCase {
  return {
    name,
    inputs: shapes(y, weights),
    apply: (graph, ...[received, kernel]) =>
      convTranspose(graph, received as Value, kernel as Value, how, size),
    forwardOnly: true,
  };
}

type Pool = (graph: Graph, x: Value, how: Parameters<typeof maxPool>[2]) => Value;

const POOLS: readonly (readonly [string, Shape, Partial<Pooling> & Pick<Pooling, 'kernel'>])[] = [
  ['side by side', [2, 3, 4, 6], { kernel: TWO, strides: TWO }],
  ['overlapping', [1, 2, 7, 5], { kernel: [3, 3], strides: TWO }],
  ['one further each time', [1, 2, 4, 4], { kernel: [3, 3] }],
  ['with padding', [2, 2, 5, 5], { kernel: [3, 3], strides: TWO, pads: AROUND }],
  ['with uneven padding', [1, 2, 6, 4], { kernel: [3, 3], strides: TWO, pads: SAME }],
  ['with a rest', [1, 2, 5, 5], { kernel: TWO, strides: TWO }],
  ['oblong', [1, 2, 4, 7], { kernel: [1, 3], strides: [1, 2], pads: [0, 1, 0, 1] }],
  ['with gaps', [1, 1, 7, 7], { kernel: TWO, strides: [3, 3] }],
];

const pools = (apply: Pool, fill: Fill): OperatorCase[] =>
  POOLS.map(([name, shape, how]) => ({
    name,
    inputs: [{ shape, fill }],
    apply: (graph, x) => apply(graph, x, how),
  }));

export const CONVOLUTION: OperatorCases = {
  conv: CONVOLUTIONS,
  'conv-transpose': [
    transposed(
      'dense',
      [
        [2, 3, 3, 4],
        [3, 2, 3, 3],
      ],
      sliding([1, 1], AROUND),
      [3, 4],
    ),
    transposed(
      'with a stride and output padding',
      [
        [1, 2, 3, 2],
        [2, 3, 3, 3],
      ],
      sliding([2, 2], SAME),
      [6, 4],
    ),
    transposed(
      'grouped',
      [
        [1, 4, 3, 3],
        [4, 3, 3, 3],
      ],
      sliding([2, 2], AROUND, 2),
      [5, 6],
    ),
  ],
  'average-pool': pools(averagePool, distinct),
  'global-average-pool': [
    { name: 'a feature map', inputs: shapes([2, 3, 4, 5]), apply: globalAveragePool },
    { name: 'a single pixel', inputs: shapes([3, 2, 1, 1]), apply: globalAveragePool },
  ],
  'max-pool': [
    // Windows with negative pixels alone beside the padding, which must not win with its zeros.
    ...pools(maxPool, distinct),
    ...pools(maxPool, (random, count) => distinct(random, count).map((value) => value - count)).map(
      (one) => ({ ...one, name: `${one.name}, all negative` }),
    ),
  ],
};
