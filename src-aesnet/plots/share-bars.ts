import { document, element, INK, text } from './svg.ts';

/** A share of some things, with its interval. */
export interface ShareBar {
  readonly name: string;
  /** 0–1. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Of how many. */
  readonly count: number;
}

export interface ShareBars {
  readonly title: string;
  readonly bars: readonly ShareBar[];
  /** The share that all have, drawn across. */
  readonly usual: number;
  readonly width: number;
}

const PLOT = 150;
const TOP = 10;
const LEFT = 40;
const RIGHT = 8;
const FOOT = 40;
/** Widest bar, pixels: few bars stay bars. */
const WIDEST = 56;
const STEPS = [0, 0.25, 0.5, 0.75, 1];

/** Upright bars with whiskers, names and counts below, as the text of an SVG file. */
export function shareBars({ title, bars, usual, width }: ShareBars): string {
  const bottom = TOP + PLOT;
  const y = (share: number) => bottom - PLOT * share;
  const step = (width - LEFT - RIGHT) / bars.length;
  const thick = Math.min(WIDEST, step * 0.6);
  return document(
    width,
    bottom + FOOT,
    title,
    ...STEPS.flatMap((share) => [
      element('line', {
        x1: LEFT,
        x2: width - RIGHT,
        y1: y(share),
        y2: y(share),
        stroke: INK.grid,
      }),
      text(`${share * 100} %`, LEFT - 6, y(share) + 4.5, { 'text-anchor': 'end', 'font-size': 11 }),
    ]),
    ...bars.flatMap(({ name, value, lower, upper, count }, at) => {
      const middle = LEFT + step * (at + 0.5);
      const whisker = (x1: number, y1: number, x2: number, y2: number) =>
        element('line', { x1, y1, x2, y2, stroke: INK.text, 'stroke-width': 1.5 });
      const label = { 'text-anchor': 'middle', 'font-size': 11 };
      return [
        element('rect', {
          x: middle - thick / 2,
          y: y(value),
          width: thick,
          height: bottom - y(value),
          fill: INK.accent,
          opacity: 0.75,
        }),
        whisker(middle, y(lower), middle, y(upper)),
        whisker(middle - 4, y(lower), middle + 4, y(lower)),
        whisker(middle - 4, y(upper), middle + 4, y(upper)),
        text(name, middle, bottom + 16, { ...label, fill: INK.text }),
        text(String(count), middle, bottom + 32, label),
      ];
    }),
    element('line', {
      x1: LEFT,
      x2: width - RIGHT,
      y1: y(usual),
      y2: y(usual),
      stroke: INK.text,
      'stroke-dasharray': '4 3',
    }),
    element('line', { x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom, stroke: INK.axis }),
  );
}
