/** Plants known effects in pictures, with sharp, for measurements to find. */
import sharp, { type Sharp } from 'sharp';
import type { FullPicture } from '../../src-main/measuring/index.ts';

/** A seeded generator of uniform numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export async function decoded(image: Sharp): Promise<FullPicture> {
  const { data, info } = await image
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`three channels were expected, not ${info.channels}`);
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(data) };
}

export function image({ data, width, height, channels }: FullPicture): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

export async function jpeg(picture: FullPicture, quality: number): Promise<FullPicture> {
  return decoded(sharp(await image(picture).jpeg({ quality }).toBuffer()));
}

/** Gaussian blur as libvips does it, with its kernel followed far out. */
export function blurred(picture: FullPicture, sigma: number): Promise<FullPicture> {
  return decoded(image(picture).blur({ sigma, minAmplitude: 0.01, precision: 'float' }));
}

/** The same Gaussian noise added to all channels, rounded and clipped. */
export function noisy(picture: FullPicture, sigma: number, seed = 1): FullPicture {
  const next = random(seed);
  const { channels } = picture;
  const data = picture.data.slice();
  for (let i = 0; i < data.length; i += channels) {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    for (let c = 0; c < channels; c++) {
      const value = Math.round((data[i + c] as number) + sigma * normal);
      data[i + c] = Math.min(255, Math.max(0, value));
    }
  }
  return { ...picture, data };
}

/** Turned clockwise by `degrees` and cropped to the largest rectangle without borders. */
export async function turned(picture: FullPicture, degrees: number): Promise<FullPicture> {
  const { width, height } = picture;
  const sine = Math.sin((Math.abs(degrees) * Math.PI) / 180);
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const double = cosine * cosine - sine * sine;
  const thin = Math.min(width, height) <= 2 * sine * cosine * Math.max(width, height);
  const half = Math.min(width, height) / 2;
  const [inWidth, inHeight] = thin
    ? width >= height
      ? [half / sine, half / cosine]
      : [half / cosine, half / sine]
    : [(width * cosine - height * sine) / double, (height * cosine - width * sine) / double];
  const whole = await decoded(image(picture).rotate(degrees));
  // Two pixels a side are interpolated from outside.
  const size = { width: Math.floor(inWidth) - 4, height: Math.floor(inHeight) - 4 };
  const left = (whole.width - size.width) >> 1;
  const top = (whole.height - size.height) >> 1;
  return decoded(image(whole).extract({ left, top, ...size }));
}

/** Moved in a straight line by `length` pixels at `angle` degrees, anticlockwise from the x axis. */
export async function moved(
  picture: FullPicture,
  length: number,
  angle: number,
): Promise<FullPicture> {
  const reach = Math.ceil(length / 2) + 1;
  const size = 2 * reach + 1;
  const kernel = new Array<number>(size * size).fill(0);
  const steps = length * 8;
  for (let i = 0; i < steps; i++) {
    const along = ((i + 0.5) / steps - 0.5) * length;
    const x = reach + along * Math.cos((angle * Math.PI) / 180);
    const y = reach - along * Math.sin((angle * Math.PI) / 180);
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const column = Math.floor(x) + dx;
      const row = Math.floor(y) + dy;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      kernel[row * size + column] = (kernel[row * size + column] as number) + weight;
    }
  }
  const scale = kernel.reduce((sum, weight) => sum + weight, 0);
  return decoded(image(picture).convolve({ width: size, height: size, kernel, scale }));
}

/** Overlapping grey discs of all sizes: sharp edges in all directions, no direction of its own. */
export function leaves(width: number, height: number, seed: number): FullPicture {
  const next = random(seed);
  const data = new Uint8Array(width * height * 3).fill(128);
  const count = Math.round((width * height) / 700);
  for (let i = 0; i < count; i++) {
    const radius = 6 * Math.min(12, (1 - next()) ** -0.5);
    const [cx, cy] = [next() * width, next() * height];
    const level = 30 + Math.floor(next() * 195);
    const bottom = Math.min(height - 1, Math.ceil(cy + radius));
    for (let y = Math.max(0, Math.floor(cy - radius)); y <= bottom; y++) {
      const reach = Math.sqrt(Math.max(0, radius * radius - (y - cy) ** 2));
      const from = Math.max(0, Math.ceil(cx - reach));
      const to = Math.min(width, Math.ceil(cx + reach));
      if (to > from) data.fill(level, (y * width + from) * 3, (y * width + to) * 3);
    }
  }
  return { width, height, channels: 3, data };
}

/** A façade: rows of windows, level and upright. */
export function facade(width: number, height: number): FullPicture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const window = x % 90 > 30 && x % 90 < 70 && y % 110 > 40 && y % 110 < 95;
      data.fill(window ? 60 : 180, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { width, height, channels: 3, data };
}

/** The angle between two undirected directions, degrees. */
export function apart(a: number, b: number): number {
  const difference = Math.abs(a - b) % 180;
  return Math.min(difference, 180 - difference);
}
