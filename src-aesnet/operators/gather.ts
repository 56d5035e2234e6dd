import { stridesOf, zeros64 } from '../graph/array64.ts';
import { staticShape, type Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { integers, sizeOf } from '../graph/tensor.ts';
import { equal } from './comparisons.ts';
import { only } from './elementwise.ts';
import { gemm } from './gemm.ts';
import { reshape } from './reshape.ts';
import { where } from './where.ts';

const Gather: Operator = {
  type: 'Gather',
  infer(inputs) {
    const { type, shape } = input(inputs, 0);
    const indices = input(inputs, 1);
    if (shape.length === 0) throw new RangeError('expected rows to choose from');
    if (indices.type !== 'int64') throw new RangeError(`expected int64, received ${indices.type}`);
    return [{ type, shape: [...indices.shape, ...shape.slice(1)] }];
  },
  evaluate(inputs) {
    const { shape, data } = input(inputs, 0);
    const indices = input(inputs, 1);
    const length = stridesOf(shape)[0] as number;
    const out = zeros64([...indices.shape, ...shape.slice(1)]);
    for (const [at, row] of indices.data.entries()) {
      if (row < 0 || row >= (shape[0] as number)) {
        throw new RangeError(`there is no row ${row} in [${shape}]`);
      }
      out.data.set(data.subarray(row * length, (row + 1) * length), at * length);
    }
    return [out];
  },
  // One-hot rows, transposed, times what was received: rows that were chosen twice add up in a fixed
  // order, which scattering with addition does not promise.
  differentiate({ graph, inputs, gradients }) {
    const table = input(inputs, 0);
    const [rows, ...rest] = staticShape(table) as [number, ...number[]];
    const indices = input(inputs, 1);
    const count = sizeOf(staticShape(indices));
    const every = graph.constant(integers([...Array(rows).keys()]));
    const chosen = equal(graph, reshape(graph, indices, [count, 1]), every);
    const oneHot = where(graph, chosen, graph.number(1), graph.number(0));
    const received = reshape(graph, only(gradients), [count, sizeOf(rest)]);
    const sums = gemm(graph, oneHot, received, undefined, { transA: true });
    return [reshape(graph, sums, table.shape), undefined];
  },
};

/** Rows of table [V, …] by int64 `indices` [I…], each from 0 to V − 1 → [I…, …]: an embedding lookup. */
export function gather(graph: Graph, table: Value, indices: Value): Value {
  return graph.one(Gather, [table, indices], { axis: 0 });
}
