/** A rectangle dragged over the grid, and the photos that it catches. */
import { GAP, type Row } from './grid-layout.ts';

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function rectangleOf(a: { x: number; y: number }, b: { x: number; y: number }): Rectangle {
  return {
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    right: Math.max(a.x, b.x),
    bottom: Math.max(a.y, b.y),
  };
}

/**
 * The indexes of the photos whose cells the rectangle touches, in order. `offsetOf` gives a row's top, in
 * the rectangle's coordinates; `first` and `last` bound the rows to look at.
 */
export function caughtBy(
  rectangle: Rectangle,
  rows: readonly Row[],
  first: number,
  last: number,
  cell: number,
  height: number,
  offsetOf: (row: number) => number,
): number[] {
  const caught: number[] = [];
  for (let at = Math.max(0, first); at <= Math.min(last, rows.length - 1); at += 1) {
    const row = rows[at];
    if (row === undefined || row.kind === 'heading') continue;
    const top = offsetOf(at);
    if (top > rectangle.bottom || top + height < rectangle.top) continue;
    for (let index = row.start; index < row.end; index += 1) {
      const left = (index - row.start) * (cell + GAP);
      if (left <= rectangle.right && left + cell >= rectangle.left) caught.push(index);
    }
  }
  return caught;
}
