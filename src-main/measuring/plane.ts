import type { FullPicture } from './types.ts';

/** One channel of a picture or of a part of it: `width × height` samples, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A rectangle of whole pixels inside a picture. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

// Rec. 601 luma in 1/256: the Y of JPEG, so that the coarser coding of chroma does not leak in.
export const RED = 77;
export const GREEN = 150;
export const BLUE = 29;

/**
 * The luma (Rec. 601, 0–255, in 1/256 steps) of a rectangle that must lie inside the picture.
 */
export function lumaOf(picture: FullPicture, rectangle: Rectangle): Plane {
  const { data: bytes, channels, width: stride } = picture;
  const { x, y, width, height } = rectangle;
  const data = new Float32Array(width * height);
  let to = 0;
  for (let row = y; row < y + height; row++) {
    let from = (row * stride + x) * channels;
    if (channels === 1) {
      for (let i = 0; i < width; i++) data[to++] = bytes[from++] as number;
      continue;
    }
    for (let i = 0; i < width; i++, from += 3) {
      data[to++] =
        (RED * (bytes[from] as number) +
          GREEN * (bytes[from + 1] as number) +
          BLUE * (bytes[from + 2] as number)) /
        256;
    }
  }
  return { width, height, data };
}

/** Convolves with the binomial [1 4 6 4 1]/16 (variance 1 px²) both ways; borders repeat. */
export function binomial5(plane: Plane): Plane {
  const { width, height, data } = plane;
  const out = new Float32Array(width * height);
  // Down the columns into one row with its borders repeated, then across it.
  const row = new Float32Array(width + 4);
  for (let y = 0; y < height; y++) {
    const up2 = Math.max(y - 2, 0) * width;
    const up = Math.max(y - 1, 0) * width;
    const here = y * width;
    const down = Math.min(y + 1, height - 1) * width;
    const down2 = Math.min(y + 2, height - 1) * width;
    for (let x = 0; x < width; x++) {
      row[x + 2] =
        (data[up2 + x] as number) +
        (data[down2 + x] as number) +
        4 * ((data[up + x] as number) + (data[down + x] as number)) +
        6 * (data[here + x] as number);
    }
    row[0] = row[1] = row[2] as number;
    row[width + 2] = row[width + 3] = row[width + 1] as number;
    for (let x = 0; x < width; x++) {
      out[here + x] =
        ((row[x] as number) +
          (row[x + 4] as number) +
          4 * ((row[x + 1] as number) + (row[x + 3] as number)) +
          6 * (row[x + 2] as number)) *
        (1 / 256);
    }
  }
  return { width, height, data: out };
}

/** Convolves with the binomial [1 2 1]/4 (variance ½ px²) both ways; borders repeat. */
export function binomial3(plane: Plane): Plane {
  const { width, height, data } = plane;
  const out = new Float32Array(width * height);
  const row = new Float32Array(width + 2);
  for (let y = 0; y < height; y++) {
    const up = Math.max(y - 1, 0) * width;
    const here = y * width;
    const down = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      row[x + 1] =
        (data[up + x] as number) + (data[down + x] as number) + 2 * (data[here + x] as number);
    }
    row[0] = row[1] as number;
    row[width + 1] = row[width] as number;
    for (let x = 0; x < width; x++) {
      out[here + x] =
        ((row[x] as number) + (row[x + 2] as number) + 2 * (row[x + 1] as number)) * (1 / 16);
    }
  }
  return { width, height, data: out };
}

/** Rows become columns. */
export function transpose({ width, height, data }: Plane): Plane {
  const turned = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = data[y * width + x] as number;
  }
  return { width: height, height: width, data: turned };
}

/** Every second sample both ways (smooth it first). */
export function decimate(plane: Plane): Plane {
  const width = Math.ceil(plane.width / 2);
  const height = Math.ceil(plane.height / 2);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = 2 * y * plane.width;
    for (let x = 0; x < width; x++) data[y * width + x] = plane.data[from + 2 * x] as number;
  }
  return { width, height, data };
}
