/** Masks over pictures, to find out whether what a heat map calls hot is what a score rests on. */
import { enlargedMap, HOTTEST_SHARE, type HeatMap } from '../../src-shared/heat-map.ts';
import type { Picture } from '../picture.ts';

/** How much of each pixel is hidden, 0 to 1, row by row. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Hides the hottest tenth of the frame, of the map as it is shown. */
export function hottestMask(map: HeatMap, width: number, height: number): Mask {
  const surface = enlargedMap(map, width, height);
  const level = surface.toSorted()[Math.round((1 - HOTTEST_SHARE) * surface.length)] as number;
  return { width, height, values: surface.map((value) => Number(value >= level)) };
}

/** The same mask elsewhere, `right` and `down` pixels on; what leaves the frame comes in at the opposite edge. */
export function movedMask({ width, height, values }: Mask, right: number, down: number): Mask {
  const moved = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = ((y + down) % height) * width + ((x + right) % width);
      moved[to] = values[y * width + x] as number;
    }
  }
  return { width, height, values: moved };
}

/** Three boxes of 2r + 1 pixels after another are a Gaussian of √((2r + 1)² − 1)/2 but for some per cent. */
const BOXES = 3;

/** With soft edges: smoothed by about a Gaussian of `sigma` pixels. Beyond the frame it goes on as its edge. */
export function softened({ width, height, values }: Mask, sigma: number): Mask {
  const reach = Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
  let soft = values;
  for (let box = 0; box < BOXES; box++) {
    soft = boxed(soft, { lines: height, step: width, length: width, stride: 1 }, reach);
    soft = boxed(soft, { lines: width, step: 1, length: height, stride: width }, reach);
  }
  return { width, height, values: soft };
}

interface Lines {
  readonly lines: number;
  /** From one line's first value to the next one's. */
  readonly step: number;
  readonly length: number;
  /** From one value of a line to the next. */
  readonly stride: number;
}

function boxed(
  values: Float32Array,
  { lines, step, length, stride }: Lines,
  reach: number,
): Float32Array {
  const out = new Float32Array(values.length);
  const at = (line: number, place: number) =>
    values[line * step + Math.max(0, Math.min(length - 1, place)) * stride] as number;
  for (let line = 0; line < lines; line++) {
    let sum = 0;
    for (let place = -reach; place <= reach; place++) sum += at(line, place);
    for (let place = 0; place < length; place++) {
      out[line * step + place * stride] = sum / (2 * reach + 1);
      sum += at(line, place + reach + 1) - at(line, place - reach);
    }
  }
  return out;
}

/** A picture with its own mean colour where the mask hides it. */
export function maskedPicture({ width, height, data }: Picture, { values }: Mask): Picture {
  const mean = [0, 0, 0];
  for (const [at, value] of data.entries()) mean[at % 3] = (mean[at % 3] as number) + value;
  const out = new Uint8Array(data.length);
  for (const [at, value] of data.entries()) {
    const fill = (mean[at % 3] as number) / (data.length / 3);
    out[at] = Math.round(value + (fill - value) * (values[Math.floor(at / 3)] as number));
  }
  return { width, height, data: out };
}
