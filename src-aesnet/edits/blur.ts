import type { Picture } from '../picture.ts';
import { disc, gaussian, line, type BlurKernel } from './kernels.ts';
import { codeOf, LINEAR } from './srgb.ts';

/**
 * Where light is added up: `linear` as in a lens, which lets highlights grow; `coded` as image programs do.
 */
export type BlurSpace = 'linear' | 'coded';

/** Out of focus: a disc of these radii in pixels, two since a squashed picture has two scales. */
export function defocus(picture: Picture, x: number, y: number, space: BlurSpace): Picture {
  return blur(picture, [disc(x, y)], space);
}

/** Soft: a Gaussian of these standard deviations in pixels. */
export function gaussianBlur(picture: Picture, x: number, y: number, space: BlurSpace): Picture {
  return blur(picture, [gaussian(x, 'x'), gaussian(y, 'y')], space);
}

/** Moved while exposing: by a vector in pixels. */
export function motionBlur(picture: Picture, x: number, y: number, space: BlurSpace): Picture {
  return blur(picture, [line(x, y)], space);
}

/** Kernels one after another; beyond its edges the picture goes on as its edge. */
function blur(picture: Picture, kernels: readonly BlurKernel[], space: BlurSpace): Picture {
  const { width, height, data } = picture;
  let samples = new Float32Array(data.length);
  if (space === 'coded') samples.set(data);
  else for (let at = 0; at < data.length; at++) samples[at] = LINEAR[data[at] as number] as number;

  for (const kernel of kernels) samples = convolve(samples, width, height, kernel);

  if (space === 'coded') {
    return { width, height, data: new Uint8Array(new Uint8ClampedArray(samples).buffer) };
  }
  const out = new Uint8Array(data.length);
  for (let at = 0; at < out.length; at++) out[at] = codeOf(samples[at] as number);
  return { width, height, data: out };
}

function convolve(
  samples: Float32Array,
  width: number,
  height: number,
  { reachX, reachY, weights }: BlurKernel,
): Float32Array<ArrayBuffer> {
  const padded = pad(samples, width, height, reachX, reachY);
  const stride = (width + 2 * reachX) * 3;
  const columns = 2 * reachX + 1;
  const out = new Float32Array(samples.length);
  const sums = new Float32Array(width * 3);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = 0; row <= 2 * reachY; row++) {
      addRow(sums, padded, (y + row) * stride, weights, row * columns, columns);
    }
    out.set(sums, y * width * 3);
  }
  return out;
}

/** Adds one row of a kernel, four weights at a time: memory, not arithmetic, is what takes the time. */
function addRow(
  sums: Float32Array,
  source: Float32Array,
  line: number,
  weights: Float32Array,
  firstWeight: number,
  columns: number,
): void {
  const length = sums.length;
  for (let column = 0; column < columns; column += 4) {
    const at = firstWeight + column;
    const a = weights[at] as number;
    const b = column + 1 < columns ? (weights[at + 1] as number) : 0;
    const c = column + 2 < columns ? (weights[at + 2] as number) : 0;
    const d = column + 3 < columns ? (weights[at + 3] as number) : 0;
    const from = line + column * 3;
    if (b === 0 && c === 0 && d === 0) {
      if (a === 0) continue;
      for (let x = 0; x < length; x++) {
        sums[x] = (sums[x] as number) + a * (source[from + x] as number);
      }
      continue;
    }
    for (let x = 0; x < length; x++) {
      const here = from + x;
      sums[x] =
        (sums[x] as number) +
        a * (source[here] as number) +
        b * (source[here + 3] as number) +
        c * (source[here + 6] as number) +
        d * (source[here + 9] as number);
    }
  }
}

/** With its edges repeated, and nine samples at the end that are read and multiplied by 0. */
function pad(
  samples: Float32Array,
  width: number,
  height: number,
  reachX: number,
  reachY: number,
): Float32Array {
  const stride = (width + 2 * reachX) * 3;
  const out = new Float32Array(stride * (height + 2 * reachY) + 9);
  for (let y = 0; y < height + 2 * reachY; y++) {
    const line = Math.min(Math.max(y - reachY, 0), height - 1) * width * 3;
    const to = y * stride;
    out.set(samples.subarray(line, line + width * 3), to + reachX * 3);
    for (let x = 0; x < reachX * 3; x++) {
      out[to + x] = samples[line + (x % 3)] as number;
      out[to + (reachX + width) * 3 + x] = samples[line + (width - 1) * 3 + (x % 3)] as number;
    }
  }
  return out;
}
