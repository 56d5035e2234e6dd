import type { Picture } from '../picture.ts';
import { mapLevels, tableOf } from './levels.ts';
import { codeOf, LINEAR, LUMA, LUMINANCE } from './srgb.ts';

/** The colour temperature that leaves a picture alone: daylight, sRGB's white, in kelvin. */
export const NEUTRAL_KELVIN = 6504;

/** Nine numbers, row by row. */
type Matrix = readonly number[];

const RGB_TO_XYZ: Matrix = [
  0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041,
];
const XYZ_TO_RGB: Matrix = [
  3.2404542, -1.5371385, -0.4985314, -0.969266, 1.8760108, 0.041556, 0.0556434, -0.2040259,
  1.0572252,
];
/** To the cone responses of Bradford, in which a white point is adapted. */
const BRADFORD: Matrix = [
  0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296,
];
const FROM_BRADFORD: Matrix = [
  0.9869929, -0.1470543, 0.1599627, 0.4323053, 0.5183603, 0.0492912, -0.0085287, 0.0400428,
  0.9684867,
];

/**
 * Scales the distance of each colour from its own grey (Rec. 601 luma, coded values): 0 is black and white, 1 leaves
 * the picture alone.
 */
export function saturate({ width, height, data }: Picture, factor: number): Picture {
  const out = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at] as number;
    const green = data[at + 1] as number;
    const blue = data[at + 2] as number;
    const grey = (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue) * (1 - factor);
    out[at] = grey + red * factor;
    out[at + 1] = grey + green * factor;
    out[at + 2] = grey + blue * factor;
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

/**
 * Shows the picture as if its white had the colour of a black body: below 6504 K it turns orange, above it blue. White
 * is adapted by Bradford in linear light at equal luminance; what leaves sRGB clips.
 */
export function shiftTemperature(picture: Picture, kelvin: number): Picture {
  return mapLinear(picture, temperatureMatrix(kelvin));
}

/** Towards green (above 0) or magenta (below), in stops between green and the other two, at equal luminance of grey. */
export function shiftTint(picture: Picture, stops: number): Picture {
  const green = 2 ** (stops / 2);
  const others = 1 / green;
  const luminance = LUMINANCE[1] * green + (LUMINANCE[0] + LUMINANCE[2]) * others;
  const table = (gain: number) =>
    tableOf((code) => codeOf(((LINEAR[code] as number) * gain) / luminance));
  const other = table(others);
  return mapLevels(picture, other, table(green), other);
}

/** Kelvin from mired relative to neutral: above 0 warmer. Mired are about equally visible all along the scale. */
export function kelvinOf(miredShift: number): number {
  return 1e6 / (1e6 / NEUTRAL_KELVIN + miredShift);
}

function temperatureMatrix(kelvin: number): Matrix {
  const from = multiplyVector(BRADFORD, blackBody(NEUTRAL_KELVIN));
  const to = multiplyVector(BRADFORD, blackBody(kelvin));
  const gains = to.map((cone, index) => cone / (from[index] ?? 1));
  const scaled = FROM_BRADFORD.map((value, at) => value * (gains[at % 3] ?? 1));
  return multiply(XYZ_TO_RGB, multiply(multiply(scaled, BRADFORD), RGB_TO_XYZ));
}

/** XYZ with Y = 1 of a black body at 1,667–25,000 K: the cubic splines of Kim et al. (2002). */
function blackBody(kelvin: number): [number, number, number] {
  const t = 1000 / kelvin;
  const x =
    kelvin <= 4000
      ? -0.2661239 * t ** 3 - 0.234358 * t ** 2 + 0.8776956 * t + 0.17991
      : -3.0258469 * t ** 3 + 2.1070379 * t ** 2 + 0.2226347 * t + 0.24039;
  let y = 3.081758 * x ** 3 - 5.8733867 * x ** 2 + 3.75112997 * x - 0.37001483;
  if (kelvin <= 2222) y = -1.1063814 * x ** 3 - 1.3481102 * x ** 2 + 2.18555832 * x - 0.20219683;
  else if (kelvin <= 4000) {
    y = -0.9549476 * x ** 3 - 1.37418593 * x ** 2 + 2.09137015 * x - 0.16748867;
  }
  return [x / y, 1, (1 - x - y) / y];
}

function mapLinear({ width, height, data }: Picture, matrix: Matrix): Picture {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix;
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 3) {
    const red = LINEAR[data[at] as number] as number;
    const green = LINEAR[data[at + 1] as number] as number;
    const blue = LINEAR[data[at + 2] as number] as number;
    out[at] = codeOf(a * red + b * green + c * blue);
    out[at + 1] = codeOf(d * red + e * green + f * blue);
    out[at + 2] = codeOf(g * red + h * green + i * blue);
  }
  return { width, height, data: out };
}

function multiply(left: Matrix, right: Matrix): Matrix {
  return Array.from({ length: 9 }, (_, at) => {
    const row = at - (at % 3);
    const term = (k: number) => (left[row + k] ?? 0) * (right[k * 3 + (at % 3)] ?? 0);
    return term(0) + term(1) + term(2);
  });
}

function multiplyVector(matrix: Matrix, [x, y, z]: [number, number, number]): number[] {
  return [0, 3, 6].map(
    (row) => (matrix[row] ?? 0) * x + (matrix[row + 1] ?? 0) * y + (matrix[row + 2] ?? 0) * z,
  );
}
