import type { Picture } from '../picture.ts';

/** A table from each 8-bit code to another; values are rounded and held to 0–255. */
export function tableOf(curve: (code: number) => number): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: 256 }, (_, code) => curve(code));
}

/** Replaces codes by a table for each channel, or by one for all. */
export function mapLevels(
  { width, height, data }: Picture,
  red: Uint8ClampedArray,
  green: Uint8ClampedArray = red,
  blue: Uint8ClampedArray = red,
): Picture {
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 3) {
    out[at] = red[data[at] as number] as number;
    out[at + 1] = green[data[at + 1] as number] as number;
    out[at + 2] = blue[data[at + 2] as number] as number;
  }
  return { width, height, data: out };
}
