/** The colour temperature of a DNG's own white balance, which stands in it as a neutral colour of its sensor (DNG 1.7, chapter 6). */
import type { ToolTags } from '../exiftool.ts';

/** What ExifTool is asked for. */
export const DNG_TAGS = [
  'AsShotNeutral',
  'AnalogBalance',
  'ColorMatrix1',
  'ColorMatrix2',
  'CalibrationIlluminant1',
  'CalibrationIlluminant2',
  'CameraCalibration1',
  'CameraCalibration2',
] as const;

/** Kelvin of EXIF's light sources, as far as profiles are made in them. */
const ILLUMINANTS: Readonly<Record<number, number>> = {
  1: 5500,
  3: 2850,
  17: 2856,
  18: 4874,
  19: 6774,
  20: 5500,
  21: 6504,
  22: 7504,
  23: 5003,
  24: 3200,
};
/** Matrix and temperature depend on each other; they settle within a few rounds. */
const ROUNDS = 6;

/** Nine numbers, row by row, from XYZ to the sensor. */
type Matrix = readonly number[];

/** In kelvin; undefined where a tag is missing or makes no sense. */
export function dngKelvin(tags: ToolTags): number | undefined {
  const neutral = numbers(tags.AsShotNeutral, 3);
  const first = matrixAt(tags, 1);
  if (neutral === undefined || first === undefined) return undefined;
  const second = matrixAt(tags, 2) ?? first;
  let kelvin = 5000;
  for (let round = 0; round < ROUNDS; round++) {
    const xyz = solve(between(first, second, kelvin), neutral);
    const sum = xyz.reduce((total, value) => total + value, 0);
    kelvin = correlated(xyz[0] / sum, xyz[1] / sum);
    if (!Number.isFinite(kelvin)) return undefined;
  }
  return kelvin;
}

interface Calibrated {
  readonly kelvin: number;
  readonly matrix: Matrix;
}

function matrixAt(tags: ToolTags, which: 1 | 2): Calibrated | undefined {
  const color = numbers(tags[`ColorMatrix${which}`], 9);
  const kelvin = ILLUMINANTS[Number(tags[`CalibrationIlluminant${which}`])];
  if (color === undefined || kelvin === undefined) return undefined;
  const balance = numbers(tags.AnalogBalance, 3) ?? [1, 1, 1];
  const calibration = numbers(tags[`CameraCalibration${which}`], 9) ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const matrix = color.map((_, at) => {
    const row = at - (at % 3);
    const term = (k: number) => (calibration[row + k] ?? 0) * (color[3 * k + (at % 3)] ?? 0);
    return (balance[row / 3] ?? 1) * (term(0) + term(1) + term(2));
  });
  return { kelvin, matrix };
}

/** Linear in reciprocal temperature, and no further than the two. */
function between(first: Calibrated, second: Calibrated, kelvin: number): Matrix {
  if (first.kelvin === second.kelvin) return first.matrix;
  const way = (1 / kelvin - 1 / second.kelvin) / (1 / first.kelvin - 1 / second.kelvin);
  const share = Math.min(1, Math.max(0, way));
  return first.matrix.map((value, at) => share * value + (1 - share) * (second.matrix[at] ?? 0));
}

/** By Cramer's rule. */
function solve(m: Matrix, right: readonly number[]): [number, number, number] {
  const determinant = (a: Matrix) =>
    (a[0] ?? 0) * ((a[4] ?? 0) * (a[8] ?? 0) - (a[5] ?? 0) * (a[7] ?? 0)) -
    (a[1] ?? 0) * ((a[3] ?? 0) * (a[8] ?? 0) - (a[5] ?? 0) * (a[6] ?? 0)) +
    (a[2] ?? 0) * ((a[3] ?? 0) * (a[7] ?? 0) - (a[4] ?? 0) * (a[6] ?? 0));
  const whole = determinant(m);
  const at = (column: number) =>
    determinant(m.map((value, i) => (i % 3 === column ? (right[(i - column) / 3] ?? 0) : value))) /
    whole;
  return [at(0), at(1), at(2)];
}

/** McCamy's cubic (1992) for the correlated colour temperature. */
function correlated(x: number, y: number): number {
  const n = (x - 0.332) / (0.1858 - y);
  return 449 * n ** 3 + 3525 * n ** 2 + 6823.3 * n + 5520.33;
}

function numbers(value: unknown, count: number): number[] | undefined {
  const list = String(value ?? '')
    .split(/\s+/)
    .map(Number);
  return list.length === count && list.every(Number.isFinite) ? list : undefined;
}
