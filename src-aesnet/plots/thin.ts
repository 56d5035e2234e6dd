export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Leaves out points that could not be seen: of those in one column of pixels the first, the lowest, the highest and the
 * last stay, so that no peak is lost. Points that are not `drawable` stay, since they interrupt the line.
 */
export function thin(
  points: readonly Point[],
  drawable: (point: Point) => boolean,
  pixel: (x: number) => number,
): Point[] {
  const kept: Point[] = [];
  let column: Point[] = [];
  const close = () => {
    kept.push(...ends(column));
    column = [];
  };
  for (const point of points) {
    if (!drawable(point)) {
      close();
      kept.push(point);
      continue;
    }
    const first = column[0];
    if (first !== undefined && Math.floor(pixel(first.x)) !== Math.floor(pixel(point.x))) close();
    column.push(point);
  }
  close();
  return kept;
}

/** First, lowest, highest and last, each once and in their order. */
function ends(column: readonly Point[]): Point[] {
  if (column.length <= 4) return [...column];
  let lowest = 0;
  let highest = 0;
  for (const [at, { y }] of column.entries()) {
    if (y < (column[lowest] as Point).y) lowest = at;
    if (y > (column[highest] as Point).y) highest = at;
  }
  const [earlier, later] = lowest < highest ? [lowest, highest] : [highest, lowest];
  const places = new Set([0, earlier, later, column.length - 1]);
  return [...places].map((at) => column[at] as Point);
}
