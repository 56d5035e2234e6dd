import sharp, { type Sharp } from 'sharp';
import { randomFrom, seedOf } from './random.ts';
import { city } from './scenes/city.ts';
import { meadow } from './scenes/meadow.ts';
import { mountains } from './scenes/mountains.ts';
import { portrait } from './scenes/portrait.ts';
import { sea } from './scenes/sea.ts';
import { stillLife } from './scenes/still-life.ts';
import type { Scene } from './scenes/view.ts';
import type { Frame, SceneName } from './shoot.ts';

const SCENES: Readonly<Record<SceneName, Scene>> = {
  city,
  meadow,
  mountains,
  portrait,
  sea,
  'still life': stillLife,
};

/** Rows of RGB, 8 bits, sRGB. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Draws a frame upright and does to it what its light, its lens and its sensor did. */
export async function develop(frame: Frame, seed: number): Promise<Pixels> {
  const [width, height] = frame.upright;
  const arrangement = randomFrom(seedOf(seed, frame.scene, frame.arrangement));
  const hand = randomFrom(seedOf(seed, frame.name));
  const content = SCENES[frame.scene]({ width, height, arrangement, moment: frame.moment });
  // A hand never holds quite still between two frames.
  const [dx, dy] = [(hand() - 0.5) * 10, (hand() - 0.5) * 10];
  const turn = frame.tilt ?? 0;
  // Enlarged so far that the corners of the turned picture are still inside it.
  const radians = (Math.abs(turn) * Math.PI) / 180;
  const zoom =
    1.03 *
    (Math.cos(radians) + (Math.max(width, height) / Math.min(width, height)) * Math.sin(radians));
  const place = `translate(${width / 2 + dx} ${height / 2 + dy}) rotate(${turn}) scale(${zoom}) translate(${-width / 2} ${-height / 2})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g transform="${place}">${content}</g></svg>`;
  // The drawing outgrows libxml2's limit for one text only by far; it is our own, so it is safe.
  let picture = sharp(Buffer.from(svg), { unlimited: true }).removeAlpha().toColourspace('srgb');
  if (frame.defocus !== undefined) picture = picture.blur(frame.defocus);
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  let pixels: Pixels = { data, width: info.width, height: info.height };
  if (frame.motion !== undefined) pixels = smear(pixels, frame.motion.length, frame.motion.angle);
  expose(pixels, frame.exposure ?? 0, frame.noise ?? 1.2, hand);
  return pixels;
}

/** The picture as it lies in the file: a camera held upright writes it turned, and says so in EXIF. */
export function asStored(pixels: Pixels, orientation: number): Sharp {
  const { data, width, height } = pixels;
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  if (orientation === 6) return picture.rotate(270);
  return orientation === 8 ? picture.rotate(90) : picture;
}

/** Linear motion blur: the mean along a line of `length` pixels, anticlockwise from the x axis. */
function smear({ data, width, height }: Pixels, length: number, angle: number): Pixels {
  const out = new Uint8Array(data.length);
  const radians = (angle * Math.PI) / 180;
  const taps = Array.from({ length }, (_value, index) => {
    const along = index - (length - 1) / 2;
    return [Math.round(along * Math.cos(radians)), Math.round(-along * Math.sin(radians))] as const;
  });
  const clamp = (value: number, end: number): number =>
    value < 0 ? 0 : value >= end ? end - 1 : value;
  const inside = Math.ceil(length / 2) + 1;
  const offsets = taps.map(([x, y]) => (y * width + x) * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const isInside = x >= inside && y >= inside && x < width - inside && y < height - inside;
      let [red, green, blue] = [0, 0, 0];
      for (let tap = 0; tap < length; tap += 1) {
        const [tx = 0, ty = 0] = taps[tap] ?? [];
        const from = isInside
          ? at + (offsets[tap] ?? 0)
          : (clamp(y + ty, height) * width + clamp(x + tx, width)) * 3;
        red += data[from] ?? 0;
        green += data[from + 1] ?? 0;
        blue += data[from + 2] ?? 0;
      }
      out[at] = red / length;
      out[at + 1] = green / length;
      out[at + 2] = blue / length;
    }
  }
  return { data: out, width, height };
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Exposure in stops of linear light, then noise of `sigma` 8-bit units, mostly in luminance, in place. */
function expose({ data }: Pixels, stops: number, sigma: number, random: () => number): void {
  const curve = Float32Array.from(
    { length: 256 },
    (_value, index) => 255 * fromLinear(Math.min(1, toLinear(index / 255) * 2 ** stops)),
  );
  const bell = Float32Array.from({ length: 8192 }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
  let state = Math.floor(random() * 2 ** 32) | 1;
  for (let at = 0; at < data.length; at += 3) {
    // A linear congruential step is enough to look up independent bells.
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const luminance = sigma * (bell[(state >>> 8) & 8191] ?? 0);
    const tint = sigma * 0.35 * (bell[(state >>> 19) & 8191] ?? 0);
    data[at] = clampByte((curve[data[at] ?? 0] ?? 0) + luminance + tint);
    data[at + 1] = clampByte((curve[data[at + 1] ?? 0] ?? 0) + luminance);
    data[at + 2] = clampByte((curve[data[at + 2] ?? 0] ?? 0) + luminance - tint);
  }
}

function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
}
