/** Random values for graphs, the same every time. All of them are exact in float32. */
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { sizeOf } from '../../../src-aesnet/graph/tensor.ts';
import type { Random } from '../../../src-aesnet/random.ts';

/** Fills one array: `count` values. */
export type Fill = (random: Random, count: number) => number[];

export const normal: Fill = (random, count) => Array.from({ length: count }, () => random.normal());

export const between =
  (low: number, high: number): Fill =>
  (random, count) =>
    Array.from({ length: count }, () => random.uniform(low, high));

/** Normal, but no nearer than 0.05 to any of the kinks of a function, where it has no slope. */
export const awayFrom =
  (kinks: readonly number[], scale = 1): Fill =>
  (random, count) =>
    Array.from({ length: count }, () => {
      let value: number;
      do value = scale * random.normal();
      while (kinks.some((kink) => Math.abs(value - kink) < 0.05));
      return value;
    });

/** No two values nearer than 0.1 to each other: nothing ties for the largest. */
export const distinct: Fill = (random, count) =>
  random.shuffle(Array.from({ length: count }, (_, at) => 0.1 * (at - count / 2)));

/** Whole numbers from 0 to `below` − 1. */
export const whole =
  (below: number): Fill =>
  (random, count) =>
    Array.from({ length: count }, () => random.integer(below));

/** These values and no others. */
export const exactly =
  (...values: readonly number[]): Fill =>
  () => [...values];

export function filled(shape: readonly number[], fill: Fill, random: Random): Array64 {
  const values = fill(random, sizeOf(shape));
  if (values.length !== sizeOf(shape)) throw new RangeError(`too few values for [${shape}]`);
  return { shape, data: Float64Array.from(values, Math.fround) };
}
