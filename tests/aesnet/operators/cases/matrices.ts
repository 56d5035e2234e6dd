import { gemm } from '../../../../src-aesnet/operators/gemm.ts';
import { matmul } from '../../../../src-aesnet/operators/matmul.ts';
import { logSoftmax } from '../../../../src-aesnet/operators/log-softmax.ts';
import { layerNormalization } from '../../../../src-aesnet/operators/layer-normalization.ts';
import { reduceMean } from '../../../../src-aesnet/operators/reduce-mean.ts';
import { reduceSum } from '../../../../src-aesnet/operators/reduce-sum.ts';
import { softmax } from '../../../../src-aesnet/operators/softmax.ts';
import type { Graph } from '../../../../src-aesnet/graph/graph.ts';
import type { Value } from '../../../../src-aesnet/graph/operator.ts';
import { shapes, type OperatorCase, type OperatorCases } from '../../support/operator-case.ts';
import { between } from '../../support/values.ts';

type Shape = readonly number[];

const BIASES: readonly (Shape | undefined)[] = [undefined, [5], [3, 5], [3, 1], [1, 5], [1], []];

/** [3, 4] · [4, 5], either transposed before, and every bias that fits. */
const GEMMS: OperatorCase[] = [false, true].flatMap((transA) =>
  [false, true].flatMap((transB) =>
    BIASES.map((bias) => ({
      name: `${transA ? 'Aᵀ' : 'A'}·${transB ? 'Bᵀ' : 'B'}${bias ? ` + [${bias}]` : ''}`,
      inputs: shapes(transA ? [4, 3] : [3, 4], transB ? [5, 4] : [4, 5], ...(bias ? [bias] : [])),
      apply: (graph: Graph, ...[a, b, c]: Value[]) =>
        gemm(graph, a as Value, b as Value, c, { transA, transB }),
    })),
  ),
);

const PRODUCTS: readonly (readonly [Shape, Shape])[] = [
  [
    [3, 4],
    [4, 2],
  ],
  [
    [1, 4],
    [4, 1],
  ],
  [
    [2, 3, 4],
    [2, 4, 2],
  ],
  [
    [2, 3, 4],
    [4, 2],
  ],
  [
    [3, 4],
    [2, 4, 2],
  ],
  [
    [1, 3, 2],
    [4, 2, 3],
  ],
  [
    [4, 2, 3],
    [1, 3, 2],
  ],
  [
    [2, 1, 2, 3],
    [3, 3, 2],
  ],
  [
    [2, 3, 2, 2],
    [2, 3, 2, 1],
  ],
];

const REDUCTIONS: readonly (readonly [Shape, readonly number[]])[] = [
  [[2, 3, 4], [0]],
  [[2, 3, 4], [1]],
  [[2, 3, 4], [2]],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [
    [2, 3, 4],
    [2, 0],
  ],
  [
    [2, 3, 4],
    [0, 1, 2],
  ],
  [
    [2, 3, 2, 2],
    [2, 3],
  ],
  [[1, 3], [0]],
  [[5], [0]],
  [[2, 3], []],
  [[], []],
];

const reductions = (
  apply: (graph: Graph, x: Value, axes: readonly number[], keep: boolean) => Value,
): OperatorCase[] =>
  REDUCTIONS.flatMap(([shape, axes]) =>
    [true, false].map((keep) => ({
      name: `[${shape}] over [${axes}]${keep ? ', kept' : ''}`,
      inputs: shapes(shape),
      apply: (graph: Graph, x: Value) => apply(graph, x, axes, keep),
    })),
  );

const lastAxis = (apply: (graph: Graph, x: Value) => Value): OperatorCase[] => [
  ...[[4], [3, 5], [2, 2, 3], [2, 1]].map((shape) => ({
    name: `[${shape}]`,
    inputs: shapes(shape),
    apply,
  })),
  {
    name: 'far apart',
    inputs: [{ shape: [3, 4], fill: between(-30, 30) }],
    apply,
  },
];

export const MATRICES: OperatorCases = {
  gemm: [
    ...GEMMS,
    {
      name: 'a matrix by itself, transposed',
      inputs: shapes([3, 4]),
      apply: (graph, x) => gemm(graph, x, x, undefined, { transB: true }),
    },
  ],
  matmul: PRODUCTS.map(([a, b]) => ({
    name: `[${a}] · [${b}]`,
    inputs: shapes(a, b),
    apply: matmul,
  })),
  'log-softmax': lastAxis(logSoftmax),
  softmax: lastAxis(softmax),
  'layer-normalization': [[3, 5], [2, 3, 4], [6]].map((shape) => ({
    name: `[${shape}]`,
    inputs: shapes(shape, [shape.at(-1) as number], [shape.at(-1) as number]),
    apply: (graph: Graph, ...[x, scale, bias]: Value[]) =>
      layerNormalization(graph, x as Value, scale as Value, bias as Value),
  })),
  'reduce-mean': reductions(reduceMean),
  'reduce-sum': reductions(reduceSum),
};
