import type { Random } from '../random.ts';

/** What a scene is drawn for. Coordinates are pixels of the upright picture. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** Numbers for what stays the same within a burst. */
  readonly arrangement: Random;
  /** How far things that move have moved, 0 at the start of a burst, about 1 at its end. */
  readonly moment: number;
}

/** Draws a scene as the content of an SVG; it must reach a fifth beyond every edge, for tilted frames. */
export type Scene = (view: View) => string;

/** A number with little enough digits. */
export function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export type Stop = readonly [offset: number, color: string, opacity?: number];

function stops(list: readonly Stop[]): string {
  return list
    .map(
      ([offset, color, opacity]) =>
        `<stop offset="${offset}" stop-color="${color}"${opacity === undefined ? '' : ` stop-opacity="${opacity}"`}/>`,
    )
    .join('');
}

export function verticalGradient(id: string, list: readonly Stop[]): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops(list)}</linearGradient>`;
}

export function horizontalGradient(id: string, list: readonly Stop[]): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="1" y2="0">${stops(list)}</linearGradient>`;
}

export function radialGradient(id: string, list: readonly Stop[], focus = [0.5, 0.5]): string {
  const [fx = 0.5, fy = 0.5] = focus;
  return `<radialGradient id="${id}" cx="0.5" cy="0.5" r="0.5" fx="${fx}" fy="${fy}">${stops(list)}</radialGradient>`;
}

/** A rectangle over the whole width and beyond. */
export function band({ width }: View, top: number, bottom: number, fill: string): string {
  return `<rect x="${n(-width * 0.3)}" y="${n(top)}" width="${n(width * 1.6)}" height="${n(bottom - top)}" fill="${fill}"/>`;
}

/** A closed shape from a line of heights down to `bottom`. */
export function silhouette(
  { width }: View,
  heights: readonly number[],
  top: number,
  range: number,
  bottom: number,
  fill: string,
): string {
  const left = -width * 0.3;
  const step = (width * 1.6) / (heights.length - 1);
  const points = heights.map(
    (height, index) => `${n(left + index * step)},${n(top + (1 - height) * range)}`,
  );
  return `<polygon points="${n(left)},${n(bottom)} ${points.join(' ')} ${n(width * 1.3)},${n(bottom)}" fill="${fill}"/>`;
}
