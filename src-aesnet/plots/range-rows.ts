import { makeScale } from './axes.ts';
import { document, element, INK, text } from './svg.ts';

/** The middle half of some values, and their median. */
export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface RangeRow {
  readonly name: string;
  readonly range: Quartiles;
  /** Of a larger set. */
  readonly against?: Quartiles | undefined;
}

export interface RangeRows {
  readonly title: string;
  readonly rows: readonly RangeRow[];
  readonly width: number;
}

const ROW = 30;
const NAMES = 132;
const SIDE = 16;
const FOOT = 26;
/** Room beyond the outermost values, of their distance. */
const ROOM = 0.06;

/** One row a name: the middle half as a bar with its median, that of the larger set pale above it. As the text of an SVG file. */
export function rangeRows({ title, rows, width }: RangeRows): string {
  const values = rows.flatMap(({ range, against = range }) => [
    range.low,
    range.high,
    against.low,
    against.high,
  ]);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low) * ROOM;
  const height = rows.length * ROW + FOOT;
  const x = makeScale([low - room, high + room], [NAMES, width - SIDE]);
  const bottom = rows.length * ROW;
  return document(
    width,
    height,
    title,
    ...x.ticks.flatMap(({ value, label }) => [
      element('line', {
        x1: x.place(value),
        x2: x.place(value),
        y1: 0,
        y2: bottom,
        stroke: INK.grid,
      }),
      text(label, x.place(value), bottom + 18, { 'text-anchor': 'middle' }),
    ]),
    ...rows.flatMap(({ name, range, against }, at) => {
      const top = at * ROW;
      return [
        text(name, 0, top + ROW / 2 + 4.5, { fill: INK.text }),
        ...(against === undefined ? [] : bar(against, top + 4, 6, INK.axis)),
        ...bar(range, top + 13, 9, INK.accent),
      ];
    }),
  );

  function bar(
    { low: from, median, high: to }: Quartiles,
    top: number,
    thick: number,
    fill: string,
  ) {
    return [
      element('rect', {
        x: x.place(from),
        y: top,
        width: Math.max(1, x.place(to) - x.place(from)),
        height: thick,
        fill,
        opacity: 0.55,
      }),
      element('rect', { x: x.place(median) - 1.5, y: top - 1, width: 3, height: thick + 2, fill }),
    ];
  }
}
