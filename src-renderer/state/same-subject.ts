/**
 * Where the subject of one photo lies in another of the same scene, told by the pictures themselves: a patch of the one is
 * looked for in the other by normalised cross-correlation, coarsely in the whole frame and then finely around the place found.
 */
import type { Point } from './zoom.ts';

/** A small picture of a photo in grey, its whole frame. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Luminance, row by row. */
  readonly values: Float32Array;
}

/** Long side of the picture that is looked at, and of the coarse one, pixels. */
export const SUBJECT_SIDE = 384;
const COARSE = 4;
/** Side of the patch, as a share of the frame's shorter side. */
const PATCH = 0.3;
/** Correlation below which nothing was found: another scene, or a plain wall. */
const LEAST = 0.7;

interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * By how much what lies at `at` in the first picture lies elsewhere in the second, shares of the frame; undefined where it
 * is not to be found there. Both must have the same size.
 */
export function subjectOffset(
  first: GreyPicture,
  second: GreyPicture,
  at: Point,
): Point | undefined {
  if (first.width !== second.width || first.height !== second.height) return undefined;
  const { width, height } = first;
  const small = [shrink(first, COARSE), shrink(second, COARSE)] as const;
  const coarse = patchAt(small[0], at);
  const rough = search(small[0], small[1], coarse, {
    ...{ left: 0, top: 0 },
    right: small[1].width - coarse.width,
    bottom: small[1].height - coarse.height,
  });
  if (rough === undefined || rough.correlation < LEAST) return undefined;
  const fine = patchAt(first, at);
  const by = { x: (rough.left - coarse.left) * COARSE, y: (rough.top - coarse.top) * COARSE };
  const found = search(first, second, fine, {
    left: Math.max(0, fine.left + by.x - COARSE),
    top: Math.max(0, fine.top + by.y - COARSE),
    right: Math.min(width - fine.width, fine.left + by.x + COARSE),
    bottom: Math.min(height - fine.height, fine.top + by.y + COARSE),
  });
  if (found === undefined || found.correlation < LEAST) return undefined;
  return { x: (found.left - fine.left) / width, y: (found.top - fine.top) / height };
}

function patchAt({ width, height }: GreyPicture, at: Point): Patch {
  const side = Math.max(4, Math.round(Math.min(width, height) * PATCH));
  const clamp = (middle: number, length: number) =>
    Math.max(0, Math.min(length - side, Math.round(middle * length - side / 2)));
  return { left: clamp(at.x, width), top: clamp(at.y, height), width: side, height: side };
}

function search(
  from: GreyPicture,
  into: GreyPicture,
  patch: Patch,
  area: { left: number; top: number; right: number; bottom: number },
): { left: number; top: number; correlation: number } | undefined {
  const count = patch.width * patch.height;
  const wanted = new Float32Array(count);
  let mean = 0;
  for (let y = 0; y < patch.height; y++) {
    for (let x = 0; x < patch.width; x++) {
      const value = from.values[(patch.top + y) * from.width + patch.left + x] ?? 0;
      wanted[y * patch.width + x] = value;
      mean += value / count;
    }
  }
  let norm = 0;
  for (let at = 0; at < count; at++) {
    const value = (wanted[at] ?? 0) - mean;
    wanted[at] = value;
    norm += value * value;
  }
  // A plain patch is like any other.
  if (norm < count) return undefined;
  let best: { left: number; top: number; correlation: number } | undefined;
  for (let top = area.top; top <= area.bottom; top++) {
    for (let left = area.left; left <= area.right; left++) {
      let sum = 0;
      let squares = 0;
      let product = 0;
      for (let y = 0; y < patch.height; y++) {
        const row = (top + y) * into.width + left;
        for (let x = 0; x < patch.width; x++) {
          const value = into.values[row + x] ?? 0;
          sum += value;
          squares += value * value;
          product += value * (wanted[y * patch.width + x] ?? 0);
        }
      }
      const variance = squares - (sum * sum) / count;
      const correlation = variance > 0 ? product / Math.sqrt(variance * norm) : 0;
      if (best === undefined || correlation > best.correlation) best = { left, top, correlation };
    }
  }
  return best;
}

/** Means of squares of `factor` pixels. */
function shrink({ width, height, values }: GreyPicture, factor: number): GreyPicture {
  const small = { width: Math.floor(width / factor), height: Math.floor(height / factor) };
  const means = new Float32Array(small.width * small.height);
  for (let y = 0; y < small.height * factor; y++) {
    for (let x = 0; x < small.width * factor; x++) {
      const at = Math.floor(y / factor) * small.width + Math.floor(x / factor);
      means[at] = (means[at] ?? 0) + (values[y * width + x] ?? 0) / factor ** 2;
    }
  }
  return { ...small, values: means };
}
