import { Fourier } from './fourier.ts';
import type { Plane } from './plane.ts';
import type { Tile } from './tiles.ts';

/** Side of the windows whose spectra are taken, and the most of them. */
const SIZE = 128;
const WINDOWS = 18;
/** Lengths of motion, px, that are looked for: shorter is no different from texture, longer leaves the window. */
const SHORTEST = 6;
const LONGEST = 56;
/** Windows with less contrast than this SD, grey levels, say nothing. */
const FLAT = 2;
/** Power below that of noise of this SD, grey levels, is rounding and coding. */
const FLOOR = 0.5;
/**
 * Log-odds by the depth of the deepest dip over its ring's spread. Of motion: even at 8, 0.8 at 9.
 * Of none: even at 6, 0.8 at 5. Between them it is not known.
 */
const MOVED_DEPTH = 8;
const STILL_DEPTH = 6;
const ODDS_PER_DEPTH = 1.4;
/** Noise, grey levels, that halves the confidence that nothing moved: it fills the zeros of the spectrum. */
const HIDING_NOISE = 4;

/** A peak this many spreads high at twice the length of a dip speaks against motion. */
const ECHO = 2;

export interface Motion {
  /** Pixels; 0 where nothing moved. */
  readonly length: number;
  /** Degrees in [0, 180), anticlockwise from the x axis. */
  readonly angle: number;
  /** That length and angle are right. */
  readonly confidence: number;
}

/**
 * Linear motion blur over the whole frame, from the cepstrum.
 *
 * Motion over a length L multiplies the spectrum by a sinc whose zeros lie 1/L apart; in the
 * inverse transform of the log spectrum (the cepstrum) that is a sharp dip at distance L in the direction of the motion
 * (Cannon, "Blind deconvolution of spatially invariant image blurs with phase", ASSP 1976). Log
 * spectra of windows are averaged, so that what one subject does to its spectrum fades and what all share remains.
 * A dip counts by its depth below the median of its ring over the ring's median absolute deviation. Gaussian blur and defocus are the
 * same all round a ring and make no dip.
 *
 * @param noise standard deviation of the luma noise, 8-bit units: it hides motion
 */
export function motionOf(tiles: readonly Tile[], noise: number): Motion {
  const log = meanLogSpectrum(
    tiles.flatMap((tile) => windowsOf(tile.plane, Math.ceil(WINDOWS / tiles.length))),
  );
  if (log === undefined) return { length: 0, angle: 0, confidence: 0 };
  const dip = deepestDip(cepstrumOf(log));
  const moved = logistic(ODDS_PER_DEPTH * (dip.depth - MOVED_DEPTH));
  if (moved > 0.5) return { ...polar(dip.x, dip.y), confidence: moved };
  const still = logistic(ODDS_PER_DEPTH * (STILL_DEPTH - dip.depth));
  return { length: 0, angle: 0, confidence: still / (1 + (noise / HIDING_NOISE) ** 2) };
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** Evenly spread windows, at most `most`, with their mean taken off and tapered to the edges (Hann). */
function windowsOf({ width, height, data }: Plane, most: number): Float64Array[] {
  if (width < SIZE || height < SIZE) return [];
  let columns = Math.ceil(width / SIZE);
  let rows = Math.ceil(height / SIZE);
  while (columns * rows > most && columns * rows > 1) {
    if (columns * height > rows * width) columns--;
    else rows--;
  }
  const windows: Float64Array[] = [];
  for (let row = 0; row < rows; row++) {
    const top =
      rows === 1 ? (height - SIZE) >> 1 : Math.round((row * (height - SIZE)) / (rows - 1));
    for (let column = 0; column < columns; column++) {
      const left =
        columns === 1 ? (width - SIZE) >> 1 : Math.round((column * (width - SIZE)) / (columns - 1));
      const one = windowAt(data, top * width + left, width);
      if (one !== undefined) windows.push(one);
    }
  }
  return windows;
}

const HANN = Float64Array.from(
  { length: SIZE },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / SIZE),
);

function windowAt(data: Float32Array, start: number, stride: number): Float64Array | undefined {
  const out = new Float64Array(SIZE * SIZE);
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const value = data[start + y * stride + x] as number;
      out[y * SIZE + x] = value;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / (SIZE * SIZE);
  if (squares / (SIZE * SIZE) - mean * mean < FLAT * FLAT) return undefined;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const i = y * SIZE + x;
      out[i] = ((out[i] as number) - mean) * (HANN[x] as number) * (HANN[y] as number);
    }
  }
  return out;
}

const fourier = new Fourier(SIZE);

/** Mean of the windows' log power, or undefined for none. */
function meanLogSpectrum(windows: readonly Float64Array[]): Float64Array | undefined {
  if (windows.length === 0) return undefined;
  const log = new Float64Array(SIZE * SIZE);
  // The mean square of the taper is (3/8)², and white noise of variance v has power v · Σ taper².
  const floor = (FLOOR * SIZE * 0.375) ** 2;
  for (let w = 0; w < windows.length; w += 2) {
    // Two real windows share one complex transform; the last is paired with itself where their number is odd.
    const re = Float64Array.from(windows[w] as Float64Array);
    const im = Float64Array.from(windows[w + 1] ?? (windows[w] as Float64Array));
    fourier.transform(re, im);
    for (let v = 0; v < SIZE; v++) {
      const opposite = ((SIZE - v) % SIZE) * SIZE;
      for (let u = 0; u < SIZE; u++) {
        const i = v * SIZE + u;
        const j = opposite + ((SIZE - u) % SIZE);
        const sumRe = (re[i] as number) + (re[j] as number);
        const sumIm = (im[i] as number) + (im[j] as number);
        const lessRe = (re[i] as number) - (re[j] as number);
        const lessIm = (im[i] as number) - (im[j] as number);
        const first = (sumRe * sumRe + lessIm * lessIm) / 4 + floor;
        const second = (sumIm * sumIm + lessRe * lessRe) / 4 + floor;
        log[i] = (log[i] as number) + Math.log(first * second);
      }
    }
  }
  return log.map((value) => value / (2 * Math.ceil(windows.length / 2)));
}

function cepstrumOf(log: Float64Array): Float64Array {
  fourier.transform(log, new Float64Array(SIZE * SIZE));
  return log;
}

interface Dip {
  /** Pixels from the origin, y downwards. */
  readonly x: number;
  readonly y: number;
  readonly depth: number;
}

/** The deepest dip between the shortest and longest motion, in units of its ring's spread. */
function deepestDip(cepstrum: Float64Array): Dip {
  const at = (x: number, y: number) =>
    cepstrum[((y + SIZE) % SIZE) * SIZE + ((x + SIZE) % SIZE)] as number;
  const rings = Array.from(
    { length: LONGEST + 1 },
    () => [] as { x: number; y: number; value: number }[],
  );
  for (let y = 0; y <= LONGEST; y++) {
    for (let x = -LONGEST; x <= LONGEST; x++) {
      // The cepstrum is even: half of it is enough.
      if (y === 0 && x <= 0) continue;
      const radius = Math.round(Math.hypot(x, y));
      if (radius < SHORTEST || radius > LONGEST) continue;
      rings[radius]?.push({ x, y, value: at(x, y) });
    }
  }
  const middles = rings.map((ring) => median(Float64Array.from(ring, ({ value }) => value)));
  const spreads = rings.map((ring, radius) => {
    const middle = middles[radius] as number;
    return 1.4826 * median(Float64Array.from(ring, ({ value }) => Math.abs(value - middle)));
  });
  // Deepest absolutely, not over its spread: the echoes of a dip at its multiples lie in quieter rings.
  let deepest = { x: 0, y: 0, depth: 0, radius: 0 };
  for (const [radius, ring] of rings.entries()) {
    const middle = middles[radius] as number;
    for (const { x, y, value } of ring) {
      if (middle - value > deepest.depth) deepest = { x, y, depth: middle - value, radius };
    }
  }
  const { x, y, depth, radius } = deepest;
  const spread = spreads[radius] ?? 0;
  if (spread === 0) return { x: 0, y: 0, depth: 0 };
  const place = centre(at, x, y, middles[radius] as number);
  // Motion echoes as a dip at twice its length; a pattern that repeats has a dip half-way and a peak there.
  const twice = Math.round(2 * Math.hypot(place.x, place.y));
  const echo = at(Math.round(2 * place.x), Math.round(2 * place.y));
  const repeats =
    twice <= LONGEST && echo - (middles[twice] as number) > ECHO * (spreads[twice] as number);
  return { ...place, depth: depth / spread / (repeats ? 2 : 1) };
}

/** Centre of mass of a dip's 3×3 samples below `level`. */
function centre(
  at: (x: number, y: number) => number,
  x: number,
  y: number,
  level: number,
): { x: number; y: number } {
  let mass = 0;
  let byX = 0;
  let byY = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const depth = Math.max(0, level - at(x + dx, y + dy));
      mass += depth;
      byX += depth * (x + dx);
      byY += depth * (y + dy);
    }
  }
  return { x: byX / mass, y: byY / mass };
}

function polar(x: number, y: number): { length: number; angle: number } {
  // Rows run downwards, angles anticlockwise.
  const degrees = (Math.atan2(-y, x) * 180) / Math.PI;
  return { length: Math.hypot(x, y), angle: (degrees + 360) % 180 };
}

function median(values: Float64Array): number {
  values.sort();
  return values[values.length >> 1] ?? 0;
}
