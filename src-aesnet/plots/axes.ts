import { element, INK, text } from './svg.ts';
import { linearTicks, logTicks, type Tick } from './ticks.ts';

/** Where an axis's values are drawn. */
export interface Scale {
  readonly ticks: readonly Tick[];
  /** From a value to pixels. */
  place(value: number): number;
}

/** The part of the picture inside the axes, in pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Most ticks of an axis, and the room in pixels that each needs for its number. */
const MOST_TICKS = 6;
const TICK_ROOM = 50;

/** A scale from `low` at pixel `start` to `high` at pixel `end`; a range of nothing is widened. */
export function makeScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
  logarithmic = false,
): Scale {
  if (logarithmic) {
    const [from, to] = low < high ? [low, high] : [low / 2, high * 2];
    const length = Math.log(to / from);
    return {
      ticks: logTicks(from, to),
      place: (value) => start + ((end - start) * Math.log(value / from)) / length,
    };
  }
  const [from, to] = low < high ? [low, high] : [low - 0.5, high + 0.5];
  return {
    ticks: linearTicks(from, to, Math.min(MOST_TICKS, Math.abs(end - start) / TICK_ROOM)),
    place: (value) => start + ((end - start) * (value - from)) / (to - from),
  };
}

/** Grid lines, the two axes, their numbers and their names. */
export function drawAxes(
  frame: Frame,
  x: Scale,
  y: Scale,
  names: { readonly x: string; readonly y: string },
): string {
  const { left, top, right, bottom } = frame;
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string) =>
    element('line', { x1, y1, x2, y2, stroke });
  const marks = [
    ...x.ticks.flatMap(({ value, label }) => {
      const at = x.place(value);
      return [
        line(at, top, at, bottom, INK.grid),
        text(label, at, bottom + 18, { 'text-anchor': 'middle' }),
      ];
    }),
    ...y.ticks.flatMap(({ value, label }) => {
      const at = y.place(value);
      return [
        line(left, at, right, at, INK.grid),
        text(label, left - 8, at + 4.5, { 'text-anchor': 'end' }),
      ];
    }),
  ];
  const middle = (top + bottom) / 2;
  return [
    ...marks,
    line(left, top, left, bottom, INK.axis),
    line(left, bottom, right, bottom, INK.axis),
    text(names.x, (left + right) / 2, bottom + 38, { 'text-anchor': 'middle' }),
    text(names.y, 0, 0, {
      'text-anchor': 'middle',
      transform: `translate(${left - 50} ${middle}) rotate(-90)`,
    }),
  ].join('');
}
