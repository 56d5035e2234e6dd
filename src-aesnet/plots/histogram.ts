import { drawAxes, makeScale } from './axes.ts';
import { document, element, INK } from './svg.ts';

export interface Histogram {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Of the first and the last bin's outer edges. */
  readonly range: readonly [low: number, high: number];
  /** Counts, equally wide. */
  readonly bins: readonly number[];
  /** Counts of another, larger set in the same bins, drawn as a line of the same area. */
  readonly against?: readonly number[] | undefined;
  /** Values that are marked by upright lines. */
  readonly marks?: readonly number[];
  readonly width: number;
  readonly height: number;
}

const INSET = { left: 60, top: 12, right: 12, bottom: 48 };

/** Counts as bars, as the text of an SVG file. */
export function histogram(plot: Histogram): string {
  const { title, bins, range, width, height, against, marks = [] } = plot;
  const frame = {
    left: INSET.left,
    top: INSET.top,
    right: width - INSET.right,
    bottom: height - INSET.bottom,
  };
  const [low, high] = range;
  const line = against === undefined ? [] : sameArea(against, bins);
  const x = makeScale(range, [frame.left, frame.right]);
  const y = makeScale([0, Math.max(1, ...bins, ...line)], [frame.bottom, frame.top]);
  const edge = (at: number) => x.place(low + ((high - low) * at) / bins.length);
  const bars = bins.map((count, at) =>
    element(
      'rect',
      {
        x: edge(at) + 0.5,
        y: y.place(count),
        width: Math.max(0.5, edge(at + 1) - edge(at) - 1),
        height: frame.bottom - y.place(count),
        fill: INK.accent,
      },
      element('title', {}, String(count)),
    ),
  );
  const steps = line.flatMap((count, at) => [
    `${edge(at)},${y.place(count)}`,
    `${edge(at + 1)},${y.place(count)}`,
  ]);
  return document(
    width,
    height,
    title,
    drawAxes(frame, x, y, plot),
    ...bars,
    ...(steps.length === 0
      ? []
      : [
          element('polyline', {
            points: steps.join(' '),
            fill: 'none',
            stroke: INK.text,
            'stroke-width': 1.5,
          }),
        ]),
    ...marks.map((value) =>
      element('line', {
        x1: x.place(value),
        x2: x.place(value),
        y1: frame.top,
        y2: frame.bottom,
        stroke: INK.text,
        'stroke-dasharray': '4 3',
      }),
    ),
  );
}

/** Scaled to the other's sum, so that shapes can be compared. */
function sameArea(counts: readonly number[], to: readonly number[]): number[] {
  const sum = (of: readonly number[]) => of.reduce((total, count) => total + count, 0);
  const scale = sum(to) / Math.max(1, sum(counts));
  return counts.map((count) => count * scale);
}
