import { lumaOf, type Plane, type Rectangle } from './plane.ts';
import { WHOLE_PIXELS, type Survey } from './survey.ts';
import type { FullPicture } from './types.ts';

/** A part of the picture at full resolution, and where it lies. */
export interface Tile extends Rectangle {
  readonly plane: Plane;
}

/** Side and number of the tiles in which structure is looked for, and of those for noise, and the distance of candidates. */
const SHARP = { side: 128, apart: 128, count: 6 };
const FLAT = { side: 64, apart: 128, count: 10 };

/** A rectangle of overview pixels: from its first up to but without its last. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The tiles with the strongest full-resolution steps: where the sharpest region is to be found. A
 * picture of up to 600,000 pixels is one tile.
 */
export function sharpTiles(picture: FullPicture, { factor, step, overview }: Survey): Tile[] {
  const histogram = new Uint32Array(256);
  return choose(picture, factor, overview, SHARP, ({ left, top, right, bottom }) => {
    histogram.fill(0);
    for (let y = top; y < bottom; y++) {
      for (let i = y * overview.width + left; i < y * overview.width + right; i++) {
        const bin = step[i] as number;
        histogram[bin] = (histogram[bin] as number) + 1;
      }
    }
    // The mean of the largest tenth: one hot pixel or one glint does not make a region.
    const wanted = Math.max(1, Math.round(((right - left) * (bottom - top)) / 10));
    let missing = wanted;
    let sum = 0;
    for (let bin = 255; bin >= 0 && missing > 0; bin--) {
      const taken = Math.min(missing, histogram[bin] as number);
      sum += taken * bin;
      missing -= taken;
    }
    return sum / wanted;
  });
}

/**
 * The tiles with the least structure that are not at an end of the scale: where noise shows. A
 * picture of up to 600,000 pixels is one tile.
 */
export function flatTiles(picture: FullPicture, { factor, overview }: Survey): Tile[] {
  return choose(picture, factor, overview, FLAT, ({ left, top, right, bottom }) => {
    let sum = 0;
    let squares = 0;
    for (let y = top; y < bottom; y++) {
      for (let i = y * overview.width + left; i < y * overview.width + right; i++) {
        const value = overview.data[i] as number;
        sum += value;
        squares += value * value;
      }
    }
    const count = (right - left) * (bottom - top);
    const mean = sum / count;
    const nearEnd = mean < 12 || mean > 243;
    return mean * mean - squares / count - (nearEnd ? 255 * 255 : 0);
  });
}

function choose(
  picture: FullPicture,
  factor: number,
  overview: Plane,
  { side, apart, count }: { side: number; apart: number; count: number },
  score: (box: Box) => number,
): Tile[] {
  const tile = (rectangle: Rectangle) => ({ ...rectangle, plane: lumaOf(picture, rectangle) });
  if (picture.width * picture.height <= WHOLE_PIXELS) {
    return [tile({ x: 0, y: 0, width: picture.width, height: picture.height })];
  }
  const width = Math.min(side, picture.width);
  const height = Math.min(side, picture.height);
  const candidates: (Rectangle & { score: number })[] = [];
  for (const y of starts(picture.height, height, apart)) {
    for (const x of starts(picture.width, width, apart)) {
      const left = Math.min(Math.floor(x / factor), overview.width - 1);
      const top = Math.min(Math.floor(y / factor), overview.height - 1);
      const right = Math.min(Math.ceil((x + width) / factor), overview.width);
      const bottom = Math.min(Math.ceil((y + height) / factor), overview.height);
      candidates.push({ x, y, width, height, score: score({ left, top, right, bottom }) });
    }
  }
  candidates.sort((a, b) => b.score - a.score);
  return candidates.slice(0, count).map(({ x, y, width, height }) => tile({ x, y, width, height }));
}

/** Where pieces of `size` start that are at least `apart` from one another and reach from end to end of `length`. */
function starts(length: number, size: number, apart: number): number[] {
  const count = Math.max(1, 1 + Math.floor((length - size) / apart));
  const gap = count === 1 ? 0 : (length - size) / (count - 1);
  return Array.from({ length: count }, (_, i) => Math.round(i * gap));
}
