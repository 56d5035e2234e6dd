/** Inputs that do not fit are refused where they are put together, by the operator's name. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { DYNAMIC, type Value } from '../../../src-aesnet/graph/operator.ts';
import type { DataType } from '../../../src-aesnet/graph/tensor.ts';
import { add } from '../../../src-aesnet/operators/add.ts';
import { averagePool } from '../../../src-aesnet/operators/average-pool.ts';
import { concat } from '../../../src-aesnet/operators/concat.ts';
import { conv } from '../../../src-aesnet/operators/conv.ts';
import { equal } from '../../../src-aesnet/operators/comparisons.ts';
import { expand } from '../../../src-aesnet/operators/expand.ts';
import { gather } from '../../../src-aesnet/operators/gather.ts';
import { gemm } from '../../../src-aesnet/operators/gemm.ts';
import { globalAveragePool } from '../../../src-aesnet/operators/global-average-pool.ts';
import { layerNormalization } from '../../../src-aesnet/operators/layer-normalization.ts';
import { matmul } from '../../../src-aesnet/operators/matmul.ts';
import { maxPool } from '../../../src-aesnet/operators/max-pool.ts';
import { mul } from '../../../src-aesnet/operators/mul.ts';
import { pad } from '../../../src-aesnet/operators/pad.ts';
import { reduceMean } from '../../../src-aesnet/operators/reduce-mean.ts';
import { reduceSum } from '../../../src-aesnet/operators/reduce-sum.ts';
import { reshape } from '../../../src-aesnet/operators/reshape.ts';
import { slice, stridedSlice } from '../../../src-aesnet/operators/slice.ts';
import { sub } from '../../../src-aesnet/operators/sub.ts';
import { transpose } from '../../../src-aesnet/operators/transpose.ts';
import { where } from '../../../src-aesnet/operators/where.ts';

type Make = (shape: readonly number[], type?: DataType) => Value;

const MISFITS: readonly (readonly [string, string, (graph: Graph, of: Make) => Value])[] = [
  ['Add', '[2] and [3]', (graph, of) => add(graph, of([2]), of([3]))],
  ['Add', 'two types', (graph, of) => add(graph, of([2]), of([2], 'int64'))],
  ['Sub', '[2,3] and [3,2]', (graph, of) => sub(graph, of([2, 3]), of([3, 2]))],
  ['Mul', '[4,2] and [4]', (graph, of) => mul(graph, of([4, 2]), of([4]))],
  ['Equal', '[2] and [3]', (graph, of) => equal(graph, of([2]), of([3]))],
  ['Where', 'no condition', (graph, of) => where(graph, of([2]), of([2]), of([2]))],
  ['Where', 'two types', (graph, of) => where(graph, of([2], 'bool'), of([2]), of([2], 'int64'))],
  ['Where', '[2] and [3]', (graph, of) => where(graph, of([2], 'bool'), of([3]), of([1]))],
  ['Gemm', 'three columns and two rows', (graph, of) => gemm(graph, of([2, 3]), of([2, 4]))],
  ['Gemm', 'three axes', (graph, of) => gemm(graph, of([1, 2, 3]), of([3, 4]))],
  [
    'Gemm',
    'a bias as long as the rows',
    (graph, of) => gemm(graph, of([2, 3]), of([3, 4]), of([2])),
  ],
  [
    'Gemm',
    'a bias of more axes',
    (graph, of) => gemm(graph, of([2, 3]), of([3, 4]), of([1, 1, 4])),
  ],
  ['Gemm', 'a bias of more rows', (graph, of) => gemm(graph, of([1, 3]), of([3, 4]), of([2, 4]))],
  ['MatMul', 'three columns and two rows', (graph, of) => matmul(graph, of([2, 3]), of([2, 3]))],
  ['MatMul', 'a vector', (graph, of) => matmul(graph, of([2, 3]), of([3]))],
  ['MatMul', 'batches of 2 and 3', (graph, of) => matmul(graph, of([2, 3, 4]), of([3, 4, 2]))],
  ['Conv', 'three axes', (graph, of) => conv(graph, of([3, 8, 8]), of([4, 3, 3, 3]), undefined)],
  [
    'Conv',
    'too few channels',
    (graph, of) => conv(graph, of([1, 2, 8, 8]), of([4, 3, 3, 3]), undefined),
  ],
  [
    'Conv',
    'kernels that do not divide into groups',
    (graph, of) => conv(graph, of([1, 2, 8, 8]), of([3, 1, 3, 3]), undefined, { group: 2 }),
  ],
  [
    'Conv',
    'a bias of another length',
    (graph, of) => conv(graph, of([1, 2, 8, 8]), of([3, 2, 3, 3]), of([2])),
  ],
  [
    'Conv',
    'a kernel larger than the picture',
    (graph, of) => conv(graph, of([1, 2, 2, 8]), of([3, 2, 3, 3]), undefined),
  ],
  [
    'Conv',
    'an unknown height',
    (graph, of) => conv(graph, of([1, 2, DYNAMIC, 8]), of([3, 2, 3, 3]), undefined),
  ],
  [
    'MaxPool',
    'a window larger than the picture',
    (graph, of) => maxPool(graph, of([1, 2, 2, 2]), { kernel: [3, 3] }),
  ],
  [
    'AveragePool',
    'padding as large as the window',
    (graph, of) => averagePool(graph, of([1, 2, 4, 4]), { kernel: [2, 2], pads: [2, 0, 0, 0] }),
  ],
  ['GlobalAveragePool', 'two axes', (graph, of) => globalAveragePool(graph, of([2, 3]))],
  [
    'LayerNormalization',
    'a scale of another width',
    (graph, of) => layerNormalization(graph, of([2, 3]), of([2]), of([3])),
  ],
  [
    'LayerNormalization',
    'a bias of another width',
    (graph, of) => layerNormalization(graph, of([2, 3]), of([3]), of([1])),
  ],
  ['Concat', 'other rows', (graph, of) => concat(graph, [of([2, 3]), of([3, 3])], 1)],
  ['Concat', 'another number of axes', (graph, of) => concat(graph, [of([2, 3]), of([2])], 1)],
  ['Concat', 'nothing', (graph) => concat(graph, [], 0)],
  ['Concat', 'an axis that is not there', (graph, of) => concat(graph, [of([2])], 1)],
  ['Expand', '[3] to [2,4]', (graph, of) => expand(graph, of([3]), [2, 4])],
  ['Expand', 'to fewer axes', (graph, of) => expand(graph, of([2, 3]), [3])],
  ['Expand', 'to a length that is not known', (graph, of) => expand(graph, of([3]), [DYNAMIC, 3])],
  ['Gather', 'rows by fractions', (graph, of) => gather(graph, of([3, 2]), of([2]))],
  ['Pad', 'fewer axes', (graph, of) => pad(graph, of([2, 3]), [1], [1])],
  ['Reshape', 'six values into four', (graph, of) => reshape(graph, of([2, 3]), [4])],
  [
    'Reshape',
    'a known batch into an unknown one',
    (graph, of) => reshape(graph, of([2, 3]), [DYNAMIC, 3]),
  ],
  ['ReduceSum', 'an axis that is not there', (graph, of) => reduceSum(graph, of([2, 3]), [2])],
  ['ReduceMean', 'an axis that is not there', (graph, of) => reduceMean(graph, of([2, 3]), [-1])],
  ['Slice', 'beyond the end', (graph, of) => slice(graph, of([2, 3]), 1, 1, 4)],
  ['Slice', 'nothing', (graph, of) => slice(graph, of([2, 3]), 1, 1, 1)],
  ['Slice', 'an axis that is not there', (graph, of) => slice(graph, of([2, 3]), 2, 0, 1)],
  [
    'Slice',
    'backwards beyond the start',
    (graph, of) => stridedSlice(graph, of([4]), [0], [2], [4], -1),
  ],
  ['Transpose', 'an axis twice', (graph, of) => transpose(graph, of([2, 3]), [0, 0])],
  ['Transpose', 'too few axes', (graph, of) => transpose(graph, of([2, 3]), [0])],
];

describe('refuses', () => {
  it.each(MISFITS)('%s of %s', (type, _, build) => {
    const graph = new Graph();
    let count = 0;
    const make: Make = (shape, of) => graph.input(`x${count++}`, shape, of);
    const attempt = () => build(graph, make);
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(new RegExp(`^${type}\\(`));
    expect(graph.nodes).toEqual([]);
  });
});
