import { drawAxes, makeScale, type Frame, type Scale } from './axes.ts';
import { document, element, INK, round, text } from './svg.ts';
import { thin, type Point } from './thin.ts';

/** One line with its name. */
export interface Series {
  readonly name: string;
  /** In ascending x. A point that is not finite (or not above 0 on a logarithmic axis) interrupts the line. */
  readonly points: readonly Point[];
}

export interface LinePlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** The first is drawn in the accent and, as it is often the noisiest, below the others. */
  readonly series: readonly Series[];
  readonly logarithmic?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** Solid accent, then greys with dashes: lines can be told apart without colour. */
const STYLES = [
  { stroke: INK.accent, dash: '' },
  { stroke: '#333333', dash: '7 4' },
  { stroke: '#777777', dash: '' },
  { stroke: '#333333', dash: '2 3' },
  { stroke: '#777777', dash: '10 3 2 3' },
  { stroke: '#555555', dash: '4 2 1 2 1 2' },
  { stroke: '#777777', dash: '1 3' },
] as const;

const LEGEND_WIDTH = 170;

/** Curves over a common x, as the text of an SVG file; a series without points is in the legend alone. */
export function linePlot(plot: LinePlot): string {
  const { title, series, logarithmic = false, width = 800, height = 450 } = plot;
  const frame = { left: 70, top: 44, right: width - LEGEND_WIDTH - 12, bottom: height - 52 };
  const drawable = ({ x, y }: Point) =>
    Number.isFinite(x) && Number.isFinite(y) && (!logarithmic || y > 0);
  const points = series.flatMap((line) => line.points.filter(drawable));
  const x = makeScale(range(points, 'x', 0), [frame.left, frame.right]);
  // On a logarithmic axis room beyond the ends could reach below 0.
  const heights = range(points, 'y', logarithmic ? 0 : 0.04);
  const y = makeScale(heights, [frame.bottom, frame.top], logarithmic);
  const lines = series.map((line, index) =>
    element('path', {
      d: pathOf(
        thin(line.points, drawable, (value) => x.place(value)),
        drawable,
        x,
        y,
      ),
      ...strokeOf(index),
    }),
  );
  return document(
    width,
    height,
    title,
    text(title, frame.left, 26, { fill: INK.text, 'font-size': 15, 'font-weight': 600 }),
    drawAxes(frame, x, y, plot),
    ...lines,
    drawLegend(series, frame),
  );
}

/** The least and greatest value, with `room` of their distance added on each side. */
function range(points: readonly Point[], axis: 'x' | 'y', room: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const point of points) {
    low = Math.min(low, point[axis]);
    high = Math.max(high, point[axis]);
  }
  if (low > high) return [1, 10];
  const more = room * (high - low);
  return [low - more, high + more];
}

function pathOf(
  points: readonly Point[],
  drawable: (point: Point) => boolean,
  x: Scale,
  y: Scale,
): string {
  let command = 'M';
  const parts: string[] = [];
  for (const point of points) {
    if (drawable(point)) {
      parts.push(`${command}${round(x.place(point.x))} ${round(y.place(point.y))}`);
      command = 'L';
    } else command = 'M';
  }
  return parts.join('');
}

function strokeOf(index: number): Record<string, string | number> {
  const { stroke, dash } = STYLES[index % STYLES.length] ?? STYLES[0];
  return {
    fill: 'none',
    stroke,
    'stroke-width': index === 0 ? 2.2 : 1.7,
    'stroke-linejoin': 'round',
    ...(dash === '' ? {} : { 'stroke-dasharray': dash }),
  };
}

function drawLegend(series: readonly Series[], { right, top }: Frame): string {
  return series
    .map(({ name }, index) => {
      const y = top + 10 + 22 * index;
      const sample = element('path', { d: `M${right + 16} ${y}h34`, ...strokeOf(index) });
      return sample + text(name, right + 58, y + 4.5, { fill: INK.text });
    })
    .join('');
}
