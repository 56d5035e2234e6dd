import { BLUE, GREEN, RED, type Plane } from './plane.ts';
import type { FullPicture } from './types.ts';

/** Pictures of at most this many pixels are looked at as they are. */
export const WHOLE_PIXELS = 600_000;
/** The most pixels of the overview of a larger one. */
const OVERVIEW_PIXELS = 170_000;
/** From this reduction on, every second column is enough. */
const SPARSE = 4;

/** What one look over the whole picture gives. */
export interface Survey {
  /** Whole pixels of the picture along one side of an overview pixel; 1 up to 600,000 pixels. */
  readonly factor: number;
  /** Luma, box-reduced by `factor`. */
  readonly overview: Plane;
  /** Root mean square of the full-resolution steps of green inside each overview pixel, 0–255; all 0 for factor 1. */
  readonly step: Uint8Array;
  readonly clippedHighlights: number;
  readonly clippedShadows: number;
}

/**
 * Looks over the whole picture once.
 *
 * A pixel counts as a clipped highlight where any channel is 255, and as a clipped shadow where all
 * are 0. Up to 600,000 pixels every pixel is read. Larger pictures are reduced by a whole factor f,
 * and of every f × f pixels an even sample is read, alternately from the row a quarter and the row
 * three quarters down: f pixels, or half as many from f = 4 on (1 in 24 of a 24 MP picture, a
 * million). The shares of clipped pixels, the overview and the steps are taken from it. Rows and
 * columns left over at the right and bottom (fewer than f) are not read.
 */
export function survey(picture: FullPicture): Survey {
  const { width, height } = picture;
  const wanted =
    width * height <= WHOLE_PIXELS ? 1 : Math.ceil(Math.sqrt((width * height) / OVERVIEW_PIXELS));
  const factor = Math.max(1, Math.min(wanted, width, height));
  const stride = factor >= SPARSE ? 2 : 1;
  const columns = Math.floor(width / factor);
  const rows = Math.floor(height / factor);
  const overview = { width: columns, height: rows, data: new Float32Array(columns * rows) };
  const step = new Uint8Array(columns * rows);
  const clipped = { highlights: 0, shadows: 0 };
  for (let row = 0; row < rows; row++) {
    const top = row * factor;
    const upper = top + (factor >> 2);
    // The row below it is read, too.
    const lower = Math.min(top + ((3 * factor) >> 2), Math.max(top, height - 2));
    lookAlong(picture, upper, lower, factor, stride, row, overview, step, clipped);
  }
  const seen = columns * rows * Math.ceil(factor / stride);
  return {
    factor,
    overview,
    step,
    clippedHighlights: clipped.highlights / seen,
    clippedShadows: clipped.shadows / seen,
  };
}

/** Fills one row of the overview from two rows of the picture in turn. */
function lookAlong(
  { data, width, channels }: FullPicture,
  upper: number,
  lower: number,
  factor: number,
  stride: number,
  row: number,
  overview: Plane,
  step: Uint8Array,
  clipped: { highlights: number; shadows: number },
): void {
  const green = channels === 3 ? 1 : 0;
  const blue = channels === 3 ? 2 : 0;
  const rowBytes = width * channels;
  const apart = stride * channels;
  const samples = Math.ceil(factor / stride);
  const scale = 1 / (256 * samples);
  // Where no row can be left out there is none below the last: the steps are not wanted then.
  const right = factor > 1 ? channels + green : green;
  const below = factor > 1 ? rowBytes + green : green;
  let highlights = 0;
  let shadows = 0;
  let to = row * overview.width;
  for (let column = 0; column < overview.width; column++) {
    let red = 0;
    let greens = 0;
    let blues = 0;
    let steps = 0;
    const x = column * factor * channels;
    let here = upper * rowBytes + x;
    let other = lower * rowBytes + x;
    for (let k = 0; k < samples; k++) {
      const r = data[here] as number;
      const g = data[here + green] as number;
      const b = data[here + blue] as number;
      const across = g - (data[here + right] as number);
      const down = g - (data[here + below] as number);
      steps += across * across + down * down;
      // Without branches: 255 + 1 sets bit 8, and 0 − 1 the sign.
      highlights += ((r + 1) | (g + 1) | (b + 1)) >> 8;
      shadows += ((r | g | b) - 1) >>> 31;
      red += r;
      greens += g;
      blues += b;
      const next = here + apart;
      here = other + apart;
      other = next;
    }
    overview.data[to] = (RED * red + GREEN * greens + BLUE * blues) * scale;
    step[to++] = Math.sqrt(steps / samples);
  }
  clipped.highlights += highlights;
  clipped.shadows += shadows;
}
