/** Half precision, against rounding by brute force. */
import { describe, expect, it } from 'vitest';
import { fromHalf, fromHalves, halves, toHalf } from '../../../src-aesnet/graph/half.ts';
import { Random } from '../../../src-aesnet/random.ts';

const PATTERNS = 65_536;
const LARGEST = 65_504;

/** The value of a pattern, from IEEE 754's definition alone. */
function valueOf(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(bits / 1024) % 32;
  const fraction = bits % 1024;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  if (exponent === 0) return sign * (fraction / 1024) * 2 ** -14;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Finite halves from 0 up: their patterns count up with their values. */
const ASCENDING = Array.from({ length: 0x7c00 }, (_, bits) => valueOf(bits));

/** The nearest half by looking through all of them; of two equally near ones the even pattern. */
function nearest(value: number): number {
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  // Beyond the largest, the next step that there would be decides.
  if (magnitude >= LARGEST + 16) return sign + 0x7c00;
  let low = 0;
  let high = ASCENDING.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((ASCENDING[middle] as number) <= magnitude) low = middle;
    else high = middle;
  }
  const below = magnitude - (ASCENDING[low] as number);
  const above = (ASCENDING[low + 1] ?? Infinity) - magnitude;
  const up = above < below || (above === below && low % 2 === 1);
  return sign + low + Number(up);
}

describe('half precision', () => {
  it('gives every pattern the value of the standard, and back', () => {
    for (let bits = 0; bits < PATTERNS; bits++) {
      const value = fromHalf(bits);
      if (!Object.is(value, valueOf(bits))) expect.fail(`${bits.toString(16)} became ${value}`);
      const back = toHalf(value);
      if (Number.isNaN(value)) {
        if (!Number.isNaN(fromHalf(back))) expect.fail(`NaN ${bits.toString(16)} was lost`);
      } else if (back !== bits) {
        expect.fail(`${bits.toString(16)} came back as ${back.toString(16)}`);
      }
    }
  });

  it('rounds to the nearest, of two to the even one', () => {
    const random = Random.from(16);
    const values = Array.from({ length: 100_000 }, () =>
      // All magnitudes from below the smallest subnormal to above the largest.
      Math.fround((random.chance(0.5) ? -1 : 1) * 2 ** random.uniform(-27, 17)),
    );
    for (const value of values) {
      if (toHalf(value) !== nearest(value)) expect.fail(`${value} became ${toHalf(value)}`);
    }
  });

  it('rounds rightly beside and at the middle between any two', () => {
    for (let bits = 0; bits + 1 < ASCENDING.length; bits++) {
      const middle = ((ASCENDING[bits] as number) + (ASCENDING[bits + 1] as number)) / 2;
      // A float32 step to either side.
      const step = middle * 2 ** -23;
      for (const value of [middle, Math.fround(middle - step), Math.fround(middle + step)]) {
        if (toHalf(value) !== nearest(value)) expect.fail(`${value} became ${toHalf(value)}`);
        if (toHalf(-value) !== nearest(-value)) expect.fail(`${-value} became ${toHalf(-value)}`);
      }
    }
  });

  it.each([
    ['zero', 0, 0x0000],
    ['negative zero', -0, 0x8000],
    ['one', 1, 0x3c00],
    ['the largest', LARGEST, 0x7bff],
    ['what still rounds to the largest', 65_519.996, 0x7bff],
    ['the first that overflows', 65_520, 0x7c00],
    ['the largest float32', 3.4028234663852886e38, 0x7c00],
    ['minus infinity', -Infinity, 0xfc00],
    ['the smallest normal', 2 ** -14, 0x0400],
    ['the largest subnormal', 1023 * 2 ** -24, 0x03ff],
    ['what rounds up to the smallest normal', 1023.75 * 2 ** -24, 0x0400],
    ['the smallest subnormal', 2 ** -24, 0x0001],
    ['half of it', 2 ** -25, 0x0000],
    ['a little more than half of it', 2 ** -25 * (1 + 2 ** -20), 0x0001],
    ['three halves of it', 3 * 2 ** -25, 0x0002],
    ['a float32 subnormal', -(2 ** -149), 0x8000],
    ['not a number', NaN, 0x7e00],
  ])('%s', (_, value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  it('of arrays', () => {
    const values = new Float32Array([1, -2, 0.5, 65_504]);
    expect(fromHalves(halves(values))).toEqual(values);
  });
});
