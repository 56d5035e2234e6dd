/** What reductions have in common. */
import { eachIndex, stridesOf, zeros64, type Array64 } from '../graph/array64.ts';

/** The shape after reducing `axes`, which count from 0. Throws a RangeError for an axis that is not there. */
export function reducedShape(
  shape: readonly number[],
  axes: readonly number[],
  keep: boolean,
): number[] {
  for (const axis of axes) {
    if (axis < 0 || axis >= shape.length) throw new RangeError(`[${shape}] has no axis ${axis}`);
  }
  return keep
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** Folds `f` over `axes`, starting from `start`. */
export function reduce64(
  x: Array64,
  axes: readonly number[],
  keep: boolean,
  start: number,
  f: (sum: number, value: number) => number,
): Array64 {
  const kept = zeros64(reducedShape(x.shape, axes, true));
  kept.data.fill(start);
  const strides = stridesOf(kept.shape).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  eachIndex(x.shape, (flat, index) => {
    let to = 0;
    for (const [axis, at] of index.entries()) to += at * (strides[axis] as number);
    kept.data[to] = f(kept.data[to] as number, x.data[flat] as number);
  });
  return { shape: reducedShape(x.shape, axes, keep), data: kept.data };
}
