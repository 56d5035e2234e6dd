import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import type { Sliding } from './conv.ts';
import { pad } from './pad.ts';
import { stridedSlice } from './slice.ts';

/**
 * What a sliding kernel of `kernel` = [kh, kw] meets: for each place in it, row by row, the pixels of
 * x [N, C, H, W] that lie under that place, [N, C, h, w] each, with `size` = [h, w]. The padding is zeros.
 */
export function windows(
  graph: Graph,
  x: Value,
  kernel: readonly [number, number],
  { strides, pads }: Pick<Sliding, 'strides' | 'pads'>,
  size: readonly [number, number],
): Value[] {
  const [high, wide] = kernel;
  const around = pad(graph, x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]]);
  const places = Array.from({ length: high * wide }, (_, place) => place);
  const pick = (from: Value, axis: 2 | 3, start: number) =>
    stridedSlice(
      graph,
      from,
      [axis],
      [start],
      [size[axis - 2] as number],
      strides[axis - 2] as number,
    );
  // One axis at a time: onnxruntime copies neighbouring rows as one block, and slices of two axes value by value.
  // With a stride the columns are what is slow, so they are picked once and not for every row.
  if (strides[1] === 1) {
    const rows = Array.from({ length: high }, (_, row) => pick(around, 2, row));
    return places.map((place) => pick(rows[Math.floor(place / wide)] as Value, 3, place % wide));
  }
  const columns = Array.from({ length: wide }, (_, column) => pick(around, 3, column));
  return places.map((place) => pick(columns[place % wide] as Value, 2, Math.floor(place / wide)));
}
