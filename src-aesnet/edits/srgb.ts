/** The sRGB transfer function (IEC 61966-2-1) by tables. */

/** Steps of the table from linear light to codes: fine enough for the steepest part of the curve. */
const STEPS = 1 << 14;

/** Linear light, 0–1, of each 8-bit code. */
export const LINEAR: Float32Array = Float32Array.from({ length: 256 }, (_, code) => {
  const value = code / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

const CODES = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
  const light = step / STEPS;
  const value = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(value * 255);
});

/** The 8-bit code of linear light; what is out of 0–1 clips. */
export function codeOf(light: number): number {
  const held = light < 0 ? 0 : light > 1 ? 1 : light;
  return CODES[(held * STEPS + 0.5) | 0] as number;
}

/** Rec. 709 luminance from linear red, green and blue. */
export const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

/** Rec. 601 luma from coded red, green and blue: the Y of JPEG. */
export const LUMA = [0.299, 0.587, 0.114] as const;
