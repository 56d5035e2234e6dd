import type { LabPicture } from './lab.ts';

type LightnessPlane = Pick<LabPicture, 'width' | 'height' | 'lightness'>;

/** The steepest edges that count: the share of pixels above them. */
const STEEPEST = 0.02;
/** Gradients below this many L* a pixel are no edge. */
const LEAST_EDGE = 1.5;

/**
 * How sharp edges look at the picture's own size: the steepest edges' gradient over what smoothing by one pixel (σ) leaves of
 * it. 1 for a picture that is soft all over, 1.8 and more for a crisp one, whatever its contrast. Undefined where nothing
 * has an edge, as in fog.
 */
export function sharpnessOf(picture: LightnessPlane): number | undefined {
  const before = steepest(picture);
  if (before < LEAST_EDGE) return undefined;
  const after = steepest({ ...picture, lightness: smooth(picture) });
  return before / after;
}

/** Share of the blocks, the flattest, in which only noise is left. */
const FLATTEST = 0.1;
const BLOCK = 8;
/** What the flattest tenth of such blocks measures where there is nothing but noise of SD 1. */
const FLATTEST_OF_NOISE = 0.789;

/**
 * Standard deviation of fine noise in L* where the picture is flattest, by Immerkær's difference of two Laplacians (Computer
 * Vision and Image Understanding, 1996), which is blind to slopes.
 */
export function noiseOf({ width, height, lightness }: LightnessPlane): number {
  const blocks: number[] = [];
  for (let top = 1; top + BLOCK < height; top += BLOCK) {
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      let sum = 0;
      for (let y = top; y < top + BLOCK; y++) {
        for (let x = left; x < left + BLOCK; x++) {
          const response = immerkaer(lightness, y * width + x, width);
          sum += response * response;
        }
      }
      blocks.push(sum / (BLOCK * BLOCK));
    }
  }
  if (blocks.length === 0) return 0;
  blocks.sort((a, b) => a - b);
  // The squares of the mask's weights sum up to 36.
  const variance = (blocks[Math.floor(blocks.length * FLATTEST)] as number) / 36;
  return Math.sqrt(variance) / FLATTEST_OF_NOISE;
}

/** 1 −2 1 / −2 4 −2 / 1 −2 1 around one sample. */
function immerkaer(data: Float32Array, at: number, width: number): number {
  const across = (from: number) =>
    (data[from - 1] as number) - 2 * (data[from] as number) + (data[from + 1] as number);
  return across(at - width) - 2 * across(at) + across(at + width);
}

/** The gradient, L* a pixel, that all but the steepest pixels stay below. */
function steepest({ width, height, lightness }: LightnessPlane): number {
  const gradients = new Float32Array(Math.max(0, (width - 2) * (height - 2)));
  let to = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++, to++) {
      const x = (lightness[at + 1] as number) - (lightness[at - 1] as number);
      const down = (lightness[at + width] as number) - (lightness[at - width] as number);
      gradients[to] = Math.sqrt(x * x + down * down) / 2;
    }
  }
  gradients.sort();
  return gradients[Math.floor(gradients.length * (1 - STEEPEST))] ?? 0;
}

/** By the binomial [1 4 6 4 1]/16 (σ = 1 px) both ways; borders repeat. */
function smooth({ width, height, lightness }: LightnessPlane): Float32Array {
  const rows = new Float32Array(lightness.length);
  for (let y = 0; y < height; y++) {
    smoothLine(lightness, rows, y * width, 1, width);
  }
  const out = new Float32Array(lightness.length);
  for (let x = 0; x < width; x++) smoothLine(rows, out, x, width, height);
  return out;
}

function smoothLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
): void {
  const sample = (index: number) =>
    from[start + Math.min(length - 1, Math.max(0, index)) * stride] as number;
  for (let at = 0; at < length; at++) {
    to[start + at * stride] =
      (sample(at - 2) + sample(at + 2) + 4 * (sample(at - 1) + sample(at + 1)) + 6 * sample(at)) /
      16;
  }
}
