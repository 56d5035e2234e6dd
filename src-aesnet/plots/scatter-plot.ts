import { drawAxes, makeScale } from './axes.ts';
import { document, element, INK, text } from './svg.ts';
import type { Point } from './thin.ts';

export interface ScatterPlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Points outside the range are left out. */
  readonly points: readonly Point[];
  /** The same for both axes, so that the line of agreement is the diagonal. */
  readonly range: readonly [low: number, high: number];
  readonly side?: number;
}

/** Points in a square about the line y = x, as the text of an SVG file: a score against people's rating. */
export function scatterPlot({ title, x, y, points, range, side = 450 }: ScatterPlot): string {
  const frame = { left: 70, top: 44, right: side - 16, bottom: side - 52 };
  const [low, high] = range;
  const across = makeScale(range, [frame.left, frame.right]);
  const up = makeScale(range, [frame.bottom, frame.top]);
  const inside = (value: number) => value >= low && value <= high;
  const dots = points
    .filter((point) => inside(point.x) && inside(point.y))
    .map((point) => element('circle', { cx: across.place(point.x), cy: up.place(point.y), r: 2 }));
  return document(
    side,
    side,
    title,
    text(title, frame.left, 26, { fill: INK.text, 'font-size': 15, 'font-weight': 600 }),
    drawAxes(frame, across, up, { x, y }),
    // Where many lie over one another it is darker.
    element('g', { fill: '#333333', 'fill-opacity': '0.35' }, ...dots),
    element('line', {
      x1: frame.left,
      y1: frame.bottom,
      x2: frame.right,
      y2: frame.top,
      stroke: INK.accent,
      'stroke-width': 1.5,
    }),
  );
}
