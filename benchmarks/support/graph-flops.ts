import type { Graph, GraphNode } from '../../src-aesnet/graph/graph.ts';
import { int } from '../../src-aesnet/graph/operator.ts';
import { sizeOf } from '../../src-aesnet/graph/tensor.ts';

/** Operations of a graph's convolutions and matrix products, a multiplication and an addition each; the rest is little. */
export function flopsOf({ nodes }: Graph): number {
  return 2 * nodes.reduce((sum, node) => sum + multiplications(node), 0);
}

function multiplications({ operator, inputs, outputs, attributes }: GraphNode): number {
  const [a, b] = inputs.map((value) => value?.shape ?? []) as [number[], number[]];
  const made = sizeOf(outputs[0]?.shape ?? []);
  switch (operator.type) {
    case 'Conv':
      // Weights [out, in a group, rows, columns]: what each value that comes out is summed from.
      return made * sizeOf(b.slice(1));
    case 'ConvTranspose':
      // Weights [in, out a group, rows, columns]: where each value that comes in goes.
      return sizeOf(a) * sizeOf(b.slice(1));
    case 'Gemm':
      return made * (a[int(attributes, 'transA', 0) === 1 ? 0 : 1] ?? 0);
    case 'MatMul':
      return made * (a.at(-1) ?? 0);
    default:
      return 0;
  }
}
