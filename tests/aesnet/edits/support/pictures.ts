import type { Picture } from '../../../../src-aesnet/picture.ts';
import { Random } from '../../../../src-aesnet/random.ts';

/** Something like a photo: smooth, with edges, grain, colours, shadows and highlights. */
export function scene(seed: number, width = 96, height = 96): Picture {
  const random = Random.from(seed);
  const data = new Uint8ClampedArray(width * height * 3);
  const discs = Array.from({ length: 12 }, () => ({
    x: random.uniform(0, width),
    y: random.uniform(0, height),
    radius: random.uniform(4, width / 4),
    color: [random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255)],
  }));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const on = discs.findLast((disc) => Math.hypot(disc.x - x, disc.y - y) < disc.radius);
      const ground = [40 + (120 * x) / width, 200 - (150 * y) / height, 90 + 60 * Math.sin(x / 9)];
      const grain = random.uniform(-6, 6);
      for (let channel = 0; channel < 3; channel++) {
        data[at + channel] = ((on?.color ?? ground)[channel] ?? 0) + grain;
      }
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** Red counts columns and green rows, 0 to 255 from the first to the last pixel. */
export function ramps(side: number): Picture {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at += 3) {
      data[at] = Math.round((255 * x) / (side - 1));
      data[at + 1] = Math.round((255 * y) / (side - 1));
    }
  }
  return { width: side, height: side, data };
}

export function flat(color: readonly number[], side = 16): Picture {
  const data = Uint8Array.from({ length: side * side * 3 }, (_, at) => color[at % 3] ?? 0);
  return { width: side, height: side, data };
}

/** Root mean square of the difference, in 8-bit codes. */
export function distance(a: Picture, b: Picture): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += ((a.data[at] ?? 0) - (b.data[at] ?? 0)) ** 2;
  return Math.sqrt(sum / a.data.length);
}

export function mostDifferent(a: Picture, b: Picture): number {
  return a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (b.data[at] ?? 0))), 0);
}

/** The three channels at a pixel. */
export function pixel({ width, data }: Picture, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** In place of a codec: coarser steps for lower qualities, and nothing at 100. */
export function fakeJpeg(picture: Picture, quality: number): Promise<Picture> {
  const step = 1 + (100 - quality) / 4;
  return Promise.resolve({
    ...picture,
    data: picture.data.map((value) => Math.min(255, Math.round(Math.round(value / step) * step))),
  });
}
