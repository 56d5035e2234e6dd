import { concat } from '../../../../src-aesnet/operators/concat.ts';
import { expand } from '../../../../src-aesnet/operators/expand.ts';
import { gather } from '../../../../src-aesnet/operators/gather.ts';
import { stopGradient } from '../../../../src-aesnet/operators/identity.ts';
import { pad } from '../../../../src-aesnet/operators/pad.ts';
import { reshape } from '../../../../src-aesnet/operators/reshape.ts';
import { reverse, slice, stridedSlice } from '../../../../src-aesnet/operators/slice.ts';
import { transpose } from '../../../../src-aesnet/operators/transpose.ts';
import type { Graph } from '../../../../src-aesnet/graph/graph.ts';
import type { Value } from '../../../../src-aesnet/graph/operator.ts';
import { shapes, type OperatorCase, type OperatorCases } from '../../support/operator-case.ts';
import { exactly, whole } from '../../support/values.ts';

type Shape = readonly number[];

const of = (
  name: string,
  shape: Shape,
  apply: (graph: Graph, x: Value) => Value,
): OperatorCase => ({ name, inputs: shapes(shape), apply });

const ORDERS: readonly (readonly number[])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [2, 0, 1],
  [1, 2, 0],
];

const join = (axis: number, ...parts: readonly Shape[]): OperatorCase => ({
  name: `${parts.map((shape) => `[${shape}]`).join(', ')} along axis ${axis}`,
  inputs: shapes(...parts),
  apply: (graph, ...values) => concat(graph, values, axis),
});

const lookUp = (name: string, table: Shape, indices: Shape, rows: readonly number[]) => ({
  name,
  inputs: [{ shape: table }, { shape: indices, type: 'int64' as const, fill: exactly(...rows) }],
  apply: gather,
});

export const SHAPING: OperatorCases = {
  concat: [
    join(0, [2, 3], [1, 3]),
    join(1, [2, 3], [2, 1], [2, 2]),
    join(2, [2, 1, 2], [2, 1, 3]),
    join(1, [1, 2, 2, 2], [1, 3, 2, 2]),
    join(0, [4]),
    of('a value to itself', [2, 3], (graph, x) => concat(graph, [x, x], 1)),
  ],
  expand: [
    of('a scalar', [], (graph, x) => expand(graph, x, [2, 3])),
    of('a row', [3], (graph, x) => expand(graph, x, [2, 3])),
    of('a column', [2, 1], (graph, x) => expand(graph, x, [2, 3])),
    of('two axes', [2, 1, 3, 1], (graph, x) => expand(graph, x, [2, 2, 3, 4])),
    of('nothing', [2, 3], (graph, x) => expand(graph, x, [2, 3])),
    of('axes of 1 alone', [1], (graph, x) => expand(graph, x, [1, 1, 1])),
  ],
  gather: [
    lookUp('single rows', [5, 3], [4], [4, 0, 2, 1]),
    lookUp('a row several times', [4, 2], [2, 3], [3, 1, 3, 3, 0, 1]),
    lookUp('one row', [3, 2, 2], [1], [2]),
    lookUp('a row by a scalar', [3, 2], [], [1]),
    lookUp('numbers', [6], [3], [5, 5, 0]),
    {
      name: 'at random',
      inputs: [{ shape: [7, 4] }, { shape: [3, 5], type: 'int64', fill: whole(7) }],
      apply: gather,
    },
  ],
  identity: [
    { name: 'stops the gradient', inputs: shapes([2, 3]), apply: stopGradient, forwardOnly: true },
  ],
  pad: [
    of('both sides', [2, 3], (graph, x) => pad(graph, x, [1, 2], [3, 0])),
    of('one axis', [2, 3, 2], (graph, x) => pad(graph, x, [0, 1, 0], [0, 1, 0])),
    of('below and on the right', [1, 2, 3, 3], (graph, x) =>
      pad(graph, x, [0, 0, 0, 0], [0, 0, 1, 1]),
    ),
    of('nothing', [2], (graph, x) => pad(graph, x, [0], [0])),
  ],
  reshape: [
    of('into a row', [2, 3, 2], (graph, x) => reshape(graph, x, [12])),
    of('into more axes', [6], (graph, x) => reshape(graph, x, [1, 2, 3, 1])),
    of('from a scalar', [], (graph, x) => reshape(graph, x, [1, 1])),
    of('into a scalar', [1, 1], (graph, x) => reshape(graph, x, [])),
  ],
  slice: [
    of('the middle', [5, 3], (graph, x) => slice(graph, x, 0, 1, 4)),
    of('the end', [2, 5], (graph, x) => slice(graph, x, 1, 3, 5)),
    of('all', [2, 5], (graph, x) => slice(graph, x, 1, 0, 5)),
    of('of two axes', [2, 4, 5], (graph, x) => stridedSlice(graph, x, [1, 2], [1, 2], [3, 2], 1)),
    of('in the opposite order', [3, 4], (graph, x) => reverse(graph, x, 1)),
    of('the first axis in the opposite order', [3, 2, 2], (graph, x) => reverse(graph, x, 0)),
    of('one element in the opposite order', [1, 2], (graph, x) => reverse(graph, x, 0)),
    of('the middle backwards', [6], (graph, x) => stridedSlice(graph, x, [0], [4], [3], -1)),
    of('down to the first, backwards', [6, 5], (graph, x) =>
      stridedSlice(graph, x, [0, 1], [3, 4], [4, 3], -1),
    ),
    {
      ...of('every second', [5, 6], (graph, x) =>
        stridedSlice(graph, x, [0, 1], [0, 1], [3, 3], 2),
      ),
      forwardOnly: true,
    },
    {
      ...of('every second, backwards', [7], (graph, x) =>
        stridedSlice(graph, x, [0], [6], [4], -2),
      ),
      forwardOnly: true,
    },
  ],
  transpose: [
    ...ORDERS.map((order) => of(`[${order}]`, [2, 3, 4], (graph, x) => transpose(graph, x, order))),
    of('kernels', [3, 2, 1, 2], (graph, x) => transpose(graph, x, [1, 0, 2, 3])),
    of('to channels last', [2, 3, 2, 1], (graph, x) => transpose(graph, x, [0, 2, 3, 1])),
  ],
};
