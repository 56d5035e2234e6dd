import { zeros64 } from '../graph/array64.ts';
import type { Graph } from '../graph/graph.ts';
import { input, int, type Attributes, type Operator, type Value } from '../graph/operator.ts';
import { broadcastShape, broadcastStrides, reduceTo } from './broadcasting.ts';
import { only } from './elementwise.ts';

const Gemm: Operator = {
  type: 'Gemm',
  infer(inputs, attributes) {
    const { rows, inner, columns, other } = sizes(
      input(inputs, 0).shape,
      input(inputs, 1).shape,
      attributes,
    );
    if (inner !== other) throw new RangeError(`${inner} columns do not meet ${other} rows`);
    const bias = inputs[2]?.shape ?? [];
    if (broadcastShape(bias, [rows, columns]).join() !== `${rows},${columns}`) {
      throw new RangeError(`a bias of [${bias}] does not fit [${rows},${columns}]`);
    }
    return [{ type: input(inputs, 0).type, shape: [rows, columns] }];
  },
  evaluate(inputs, attributes) {
    const a = input(inputs, 0);
    const b = input(inputs, 1);
    const bias = inputs[2];
    const { rows, inner, columns } = sizes(a.shape, b.shape, attributes);
    const [aRow, aColumn] = int(attributes, 'transA', 0) === 1 ? [1, rows] : [inner, 1];
    const [bRow, bColumn] = int(attributes, 'transB', 0) === 1 ? [1, inner] : [columns, 1];
    const out = zeros64([rows, columns]);
    const [cRow = 0, cColumn = 0] = bias ? broadcastStrides(bias.shape, out.shape) : [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = bias?.data[row * cRow + column * cColumn] ?? 0;
        for (let at = 0; at < inner; at++) {
          sum +=
            (a.data[row * aRow + at * aColumn] as number) *
            (b.data[at * bRow + column * bColumn] as number);
        }
        out.data[row * columns + column] = sum;
      }
    }
    return [out];
  },
  differentiate({ graph, inputs, attributes, gradients, wanted }) {
    const a = input(inputs, 0);
    const b = input(inputs, 1);
    const bias = inputs[2];
    const received = only(gradients);
    const transA = int(attributes, 'transA', 0) === 1;
    const transB = int(attributes, 'transB', 0) === 1;
    // With A' and B' as multiplied: dA' = dY·B'ᵀ and dB' = A'ᵀ·dY.
    const dA = () =>
      transA
        ? gemm(graph, b, received, undefined, { transA: transB, transB: true })
        : gemm(graph, received, b, undefined, { transB: !transB });
    const dB = () =>
      transB
        ? gemm(graph, received, a, undefined, { transA: true, transB: transA })
        : gemm(graph, a, received, undefined, { transA: !transA });
    return [
      wanted[0] ? dA() : undefined,
      wanted[1] ? dB() : undefined,
      wanted[2] && bias ? reduceTo(graph, received, bias.shape) : undefined,
    ];
  },
};

function sizes(a: readonly number[], b: readonly number[], attributes: Attributes) {
  if (a.length !== 2 || b.length !== 2) throw new RangeError('expected matrices');
  const [rows, inner] = int(attributes, 'transA', 0) === 1 ? [a[1], a[0]] : a;
  const [other, columns] = int(attributes, 'transB', 0) === 1 ? [b[1], b[0]] : b;
  return { rows, inner, columns, other } as Record<'rows' | 'inner' | 'columns' | 'other', number>;
}

/** a · b + bias of matrices, each transposed first where asked; `bias` is broadcast. */
export function gemm(
  graph: Graph,
  a: Value,
  b: Value,
  bias?: Value,
  { transA = false, transB = false }: { transA?: boolean; transB?: boolean } = {},
): Value {
  return graph.one(Gemm, bias ? [a, b, bias] : [a, b], {
    transA: Number(transA),
    transB: Number(transB),
  });
}
