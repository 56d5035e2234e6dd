import type { Measurements } from '../../../src-shared/photo.ts';

/** How blurred a frame is, in pixels of the largest picture that it is compared with. */
export interface Blur {
  /** Gaussian σ of the sharpest region; undefined where nothing has an edge. */
  readonly focus: number | undefined;
  /** Length of the motion; 0 where there is none, or it is not sure. */
  readonly motion: number;
  /** Both together, Gaussian σ; undefined where nothing has an edge. */
  readonly total: number | undefined;
}

/** A motion counts from this confidence on. */
const SURE = 0.8;
/**
 * A motion counts up to so many times the blur of the sharpest edges. A real one blurs these by a 6th to a 34th of
 * its length (52 photographs, moved by 10 to 30 px); one beside crisp edges is a pattern in the picture, such as
 * bricks, that looks like one, or the background of a subject that was followed.
 */
const BELIEVED = 12;
/** Variance of a linear motion of length 1 (1/12), half of which falls on an edge of any direction. */
const MOTION_VARIANCE = 1 / 24;

/** The largest diagonal at which frames were measured, pixels: a RAW's preview is smaller than its JPEG. */
export function largestDiagonal(measured: readonly (Measurements | undefined)[]): number {
  return Math.max(0, ...measured.map((one) => (one === undefined ? 0 : diagonalOf(one))));
}

export function blurOf(measured: Measurements, diagonal: number): Blur {
  const scale = diagonal / diagonalOf(measured);
  const { length, confidence } = measured.motion;
  const motion = confidence >= SURE ? length * scale : 0;
  const focus = measured.focus === undefined ? undefined : measured.focus * scale;
  const total =
    focus === undefined
      ? undefined
      : Math.sqrt(variance({ focus, motion: Math.min(motion, BELIEVED * focus) }));
  return { focus, motion, total };
}

/** Variance of a blur, px². */
export function variance({ focus = 0, motion = 0 }: { focus?: number; motion?: number }): number {
  return focus ** 2 + MOTION_VARIANCE * motion ** 2;
}

function diagonalOf({ measuredAt }: Measurements): number {
  return Math.hypot(measuredAt.width, measuredAt.height);
}
