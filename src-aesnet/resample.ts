import type { Picture } from './picture.ts';

/** The resampling kernels that pictures meet on their way to the model. */
export const KERNELS = ['lanczos3', 'lanczos2', 'cubic', 'mitchell', 'area', 'linear'] as const;
export type Kernel = (typeof KERNELS)[number];

/** A part of a picture in pixels of it; edges may lie between pixels. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ResampleOptions {
  readonly width: number;
  readonly height: number;
  readonly kernel: Kernel;
  /** What of the picture is taken. Default: all of it. */
  readonly window?: Window;
  /** Left and right swapped. */
  readonly mirrored?: boolean;
}

/**
 * Half the width of each kernel, in pixels of the coarser of the two grids. A pixel lends to an area what it shares with it,
 * so there it is the area's half width alone.
 */
const SUPPORT: Readonly<Record<Kernel, number>> = {
  lanczos3: 3,
  lanczos2: 2,
  cubic: 2,
  mitchell: 2,
  linear: 1,
  area: 0.5,
};

/**
 * Resamples to any size, stretching if need be: separable, in the coded values as libvips and ImageMagick do, with the
 * kernel widened when shrinking so that nothing aliases. Beyond its edges a picture goes on as its edge.
 */
export function resample(picture: Picture, options: ResampleOptions): Picture {
  const { width, height, kernel, mirrored = false } = options;
  const window = options.window ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const across = makeTaps(picture.width, window.x, window.width, width, kernel);
  const down = makeTaps(picture.height, window.y, window.height, height, kernel);
  if (mirrored) mirror(across);

  // Only the rows that are needed; passes run over floats.
  const top = down.first[0] ?? 0;
  const rows = (down.first.at(-1) ?? 0) + down.count - top;
  for (let row = 0; row < height; row++) down.first[row] = (down.first[row] as number) - top;
  const stride = picture.width * 3;
  const source = new Float32Array(rows * stride);
  source.set(picture.data.subarray(top * stride, (top + rows) * stride));

  // Whichever pass leaves less for the other goes first; adding up rows is twice as quick as adding up neighbours.
  const acrossFirst = 2 * rows * width * across.count + height * width * down.count;
  const downFirst = height * picture.width * down.count + 2 * height * width * across.count;
  const samples =
    acrossFirst < downFirst
      ? addRows(addNeighbours(source, picture.width, across), width, down)
      : addNeighbours(addRows(source, picture.width, down), picture.width, across);
  // Rounds and holds to 0–255.
  return { width, height, data: new Uint8Array(new Uint8ClampedArray(samples).buffer) };
}

/** For each sample of an axis the first source sample and `count` weights, whose sum is 1. */
interface Taps {
  readonly first: Int32Array;
  readonly count: number;
  /** samples × count. */
  readonly weights: Float32Array;
}

function makeTaps(
  length: number,
  start: number,
  extent: number,
  samples: number,
  kernel: Kernel,
): Taps {
  const step = extent / samples;
  const widening = Math.max(1, step);
  const half = SUPPORT[kernel] * widening;
  const reach = kernel === 'area' ? half + 0.5 : half;
  const count = Math.min(length, Math.ceil(2 * reach));
  const first = new Int32Array(samples);
  const weights = new Float32Array(samples * count);
  for (let sample = 0; sample < samples; sample++) {
    // Where the sample's centre lies among the source's pixels, whose centres are whole numbers here.
    const centre = start + (sample + 0.5) * step - 0.5;
    // Kernels are 0 at both ends.
    const from = Math.floor(centre - reach) + 1;
    const begin = Math.min(Math.max(from, 0), length - count);
    first[sample] = begin;
    let sum = 0;
    const to = Math.ceil(centre + reach) - 1;
    for (let at = from; at <= to; at++) {
      const weight =
        kernel === 'area'
          ? overlap(at - centre, half)
          : kernelAt(kernel, Math.abs(at - centre) / widening);
      sum += weight;
      // What lies beyond an edge counts for the edge.
      const inside = Math.min(Math.max(at, begin), begin + count - 1) - begin;
      weights[sample * count + inside] = (weights[sample * count + inside] as number) + weight;
    }
    for (let tap = sample * count; tap < (sample + 1) * count; tap++) {
      weights[tap] = (weights[tap] as number) / sum;
    }
  }
  return { first, count, weights };
}

/** How much of the pixel that lies `distance` from a sample's centre is within the sample's own area. */
function overlap(distance: number, half: number): number {
  return Math.max(0, Math.min(distance + 0.5, half) - Math.max(distance - 0.5, -half));
}

function kernelAt(kernel: Exclude<Kernel, 'area'>, x: number): number {
  switch (kernel) {
    case 'lanczos3':
      return x < 3 ? sinc(x) * sinc(x / 3) : 0;
    case 'lanczos2':
      return x < 2 ? sinc(x) * sinc(x / 2) : 0;
    case 'cubic':
      // Catmull and Rom.
      return cubic(x, 0, 0.5);
    case 'mitchell':
      return cubic(x, 1 / 3, 1 / 3);
    case 'linear':
      return Math.max(0, 1 - x);
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The family of cubics of Mitchell and Netravali (1988). */
function cubic(x: number, b: number, c: number): number {
  if (x < 1)
    return ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + 6 - 2 * b) / 6;
  if (x >= 2) return 0;
  const third = (-b - 6 * c) * x ** 3;
  return (third + (6 * b + 30 * c) * x ** 2 + (-12 * b - 48 * c) * x + 8 * b + 24 * c) / 6;
}

/** Puts the samples of an axis into the opposite order. */
function mirror({ first, count, weights }: Taps): void {
  first.reverse();
  const samples = first.length;
  const kept = weights.slice();
  for (let sample = 0; sample < samples; sample++) {
    const from = (samples - 1 - sample) * count;
    weights.set(kept.subarray(from, from + count), sample * count);
  }
}

/** Resamples each row; `source` holds rows of `stride` pixels. */
function addNeighbours(source: Float32Array, stride: number, taps: Taps): Float32Array {
  const { first, count, weights } = taps;
  const width = first.length;
  const rows = source.length / (stride * 3);
  const out = new Float32Array(rows * width * 3);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const line = row * stride;
    for (let sample = 0; sample < width; sample++, to += 3) {
      let from = (line + (first[sample] as number)) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      const end = (sample + 1) * count;
      for (let tap = sample * count; tap < end; tap++, from += 3) {
        const weight = weights[tap] as number;
        red += weight * (source[from] as number);
        green += weight * (source[from + 1] as number);
        blue += weight * (source[from + 2] as number);
      }
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
  return out;
}

/** Resamples each column; `source` holds rows of `width` pixels. Four rows at a time, since memory is what takes the time. */
function addRows(source: Float32Array, width: number, taps: Taps): Float32Array {
  const { first, count, weights } = taps;
  const stride = width * 3;
  const height = first.length;
  const out = new Float32Array(height * stride);
  for (let row = 0; row < height; row++) {
    const to = row * stride;
    for (let tap = 0; tap < count; tap += 4) {
      const at = row * count + tap;
      const left = Math.min(4, count - tap);
      const a = weights[at] as number;
      const b = left > 1 ? (weights[at + 1] as number) : 0;
      const c = left > 2 ? (weights[at + 2] as number) : 0;
      const d = left > 3 ? (weights[at + 3] as number) : 0;
      const line = ((first[row] as number) + tap) * stride;
      // Where fewer are left the last row stands in, with a weight of 0.
      const second = line + (left > 1 ? stride : 0);
      const third = second + (left > 2 ? stride : 0);
      const fourth = third + (left > 3 ? stride : 0);
      for (let x = 0; x < stride; x++) {
        out[to + x] =
          (out[to + x] as number) +
          a * (source[line + x] as number) +
          b * (source[second + x] as number) +
          c * (source[third + x] as number) +
          d * (source[fourth + x] as number);
      }
    }
  }
  return out;
}
