import { drawAxes, makeScale, type Frame } from './axes.ts';
import { document, element, INK, text } from './svg.ts';

/** A value of y with its interval. */
export interface IntervalPoint {
  readonly x: number;
  readonly y: number;
  readonly lower: number;
  readonly upper: number;
}

/** One square of points. */
export interface IntervalPanel {
  readonly title: string;
  readonly points: readonly IntervalPoint[];
}

export interface IntervalPlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Side by side in rows of `columns`, all with the same axes. */
  readonly panels: readonly IntervalPanel[];
  readonly columns: number;
}

const SIDE = 300;
const HEAD = 40;
/** Of a whole panel, for its title, its axes and their names. */
const INSET = { left: 66, top: 30, right: 14, bottom: 50 };
/** Room beyond the outermost values, of their distance. */
const ROOM = 0.05;

/** Points with their intervals about the line y = x, as the text of an SVG file: what people say by what a model says. */
export function intervalPlot({ title, x, y, panels, columns }: IntervalPlot): string {
  const across = rangeOf(panels, ({ x: at }) => [at]);
  const up = rangeOf(panels, ({ y: at, lower, upper }) => [at, lower, upper]);
  const width = Math.min(columns, panels.length) * SIDE;
  const height = HEAD + Math.ceil(panels.length / columns) * SIDE;
  const drawn = panels.map((panel, index) => {
    const left = (index % columns) * SIDE;
    const top = HEAD + Math.floor(index / columns) * SIDE;
    const frame = {
      left: left + INSET.left,
      top: top + INSET.top,
      right: left + SIDE - INSET.right,
      bottom: top + SIDE - INSET.bottom,
    };
    return drawPanel(panel, frame, { across, up }, { x, y });
  });
  return document(
    width,
    height,
    title,
    text(title, 16, 24, { fill: INK.text, 'font-size': 15, 'font-weight': 600 }),
    ...drawn,
  );
}

type Range = readonly [low: number, high: number];

function drawPanel(
  { title, points }: IntervalPanel,
  frame: Frame,
  { across, up }: { readonly across: Range; readonly up: Range },
  names: { readonly x: string; readonly y: string },
): string {
  const x = makeScale(across, [frame.left, frame.right]);
  const y = makeScale(up, [frame.bottom, frame.top]);
  const low = Math.max(across[0], up[0]);
  const high = Math.min(across[1], up[1]);
  const line = (x1: number, y1: number, x2: number, y2: number, attributes: object) =>
    element('line', { x1, y1, x2, y2, ...attributes });
  return [
    text(title, frame.left, frame.top - 8, { fill: INK.text, 'font-weight': 600 }),
    drawAxes(frame, x, y, names),
    ...(low < high
      ? [
          line(x.place(low), y.place(low), x.place(high), y.place(high), {
            stroke: INK.axis,
            'stroke-dasharray': '5 4',
          }),
        ]
      : []),
    ...points.flatMap((point) => {
      const at = x.place(point.x);
      return [
        line(at, y.place(point.lower), at, y.place(point.upper), {
          stroke: INK.accent,
          'stroke-width': 1.5,
        }),
        element('circle', { cx: at, cy: y.place(point.y), r: 3, fill: INK.accent }),
      ];
    }),
  ].join('');
}

function rangeOf(
  panels: readonly IntervalPanel[],
  valuesOf: (point: IntervalPoint) => readonly number[],
): Range {
  const values = panels.flatMap(({ points }) => points.flatMap(valuesOf)).filter(Number.isFinite);
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = ROOM * (high - low);
  return [low - room, high + room];
}
