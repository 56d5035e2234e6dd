/** The outline of the hottest part of a heat map, as the path of an SVG. */

/**
 * The line at `level` through a surface of width × height pixels, as an SVG path in shares of the frame: marching squares, each
 * crossing where a straight line between two pixels' middles meets the level. What is above the level at the frame's edge is closed there.
 */
export function outlineAt(
  surface: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
  level: number,
): string {
  // Beyond the frame nothing is above the level.
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? -Infinity : (surface[y * width + x] as number);
  const across = (x: number) => share((x + 0.5) / width);
  const down = (y: number) => share((y + 0.5) / height);
  /** Where between a and b the level is met, from 0 to 1; next to what is beyond the frame, at its edge. */
  const meet = (a: number, b: number) =>
    a === -Infinity ? 0.5 : b === -Infinity ? 0.5 : (level - a) / (b - a);
  const segments: string[] = [];
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)] as const;
      const [a, b, c, d] = corners;
      const above = corners.map((value) => value > level);
      if (above.every(Boolean) || !above.some(Boolean)) continue;
      const sides = [
        above[0] !== above[1] ? [across(x + meet(a, b)), down(y)] : undefined,
        above[1] !== above[2] ? [across(x + 1), down(y + meet(b, c))] : undefined,
        above[2] !== above[3] ? [across(x + meet(d, c)), down(y + 1)] : undefined,
        above[3] !== above[0] ? [across(x), down(y + meet(a, d))] : undefined,
      ];
      const met = sides.filter((point) => point !== undefined);
      // In a saddle each line keeps to the corner that is above.
      const order = met.length === 4 && !above[0] ? [0, 1, 2, 3] : [3, 0, 1, 2];
      const points = met.length === 4 ? order.map((side) => sides[side] as number[]) : met;
      for (let first = 0; first + 1 < points.length; first += 2) {
        const [from, to] = [points[first] as number[], points[first + 1] as number[]];
        segments.push(`M${from.map(short).join(' ')}L${to.map(short).join(' ')}`);
      }
    }
  }
  return segments.join('');
}

function share(value: number): number {
  return Math.max(0, Math.min(1, value));
}

function short(value: number): string {
  return value.toFixed(4);
}

const ROWS = ['top', 'middle', 'bottom'] as const;
const COLUMNS = ['left', 'centre', 'right'] as const;

/** Where in the frame a map is largest, and where it is lowest: "the top left", "the middle". */
export function extremesInWords(
  values: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
): { readonly highest: string; readonly lowest: string } {
  let highest = 0;
  let lowest = 0;
  for (let at = 1; at < values.length; at++) {
    if ((values[at] as number) > (values[highest] as number)) highest = at;
    if ((values[at] as number) < (values[lowest] as number)) lowest = at;
  }
  const words = (at: number) => {
    const row = ROWS[Math.floor(((Math.floor(at / width) + 0.5) / height) * 3)] as string;
    const column = COLUMNS[Math.floor((((at % width) + 0.5) / width) * 3)] as string;
    if (row === 'middle') return column === 'centre' ? 'the middle' : `the ${column}`;
    return column === 'centre' ? `the ${row}` : `the ${row} ${column}`;
  };
  return { highest: words(highest), lowest: words(lowest) };
}
