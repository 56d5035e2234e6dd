import { describe, expect, it } from 'vitest';
import { tilt } from '../../../src-aesnet/edits/geometry.ts';
import { drawTurnedSquare, turnedSquare } from '../../../src-aesnet/edits/turned-square.ts';
import { blank, type Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';

const AS_IT_IS = {
  levels: Uint8ClampedArray.from({ length: 256 }, (_, level) => level),
  color: 1,
  mirrored: false,
};

/** Smooth, and alike in no two directions. */
function waves(side: number): Picture {
  const picture = blank(side, side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = (row * side + column) * 3;
      picture.data[at] = 127 + 100 * Math.sin((9 * column) / side);
      picture.data[at + 1] = 127 + 100 * Math.sin((12 * row) / side);
      picture.data[at + 2] = 127 + 100 * Math.sin((7 * (row + column)) / side);
    }
  }
  return picture;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}

describe('a turned square', () => {
  it('leans as a picture does that the edit has tilted by as much', () => {
    const picture = waves(128);
    const turned = new Uint8Array(128 * 128 * 3);
    for (const degrees of [-9, -3, 4, 11]) {
      const angle = (Math.abs(degrees) * Math.PI) / 180;
      // What is left of a square within the frame of `tilt`.
      const half = 0.5 / (Math.cos(angle) + Math.sin(angle));
      turnedSquare(picture, { ...AS_IT_IS, degrees, aspect: 1, half, x: 0.5, y: 0.5 }, 128, turned);
      const tilted = (by: number) => tilt(picture, by, Math.abs(degrees), 1).data;
      expect(meanDifference(turned, tilted(degrees))).toBeLessThan(1.5);
      expect(meanDifference(turned, tilted(-degrees))).toBeGreaterThan(5);
    }
  });

  it('turns along the photo’s own axes where the picture is squashed, and mirrors before it turns', () => {
    const side = 64;
    const picture = waves(128);
    const draw = (aspect: number, mirrored: boolean, degrees: number) => {
      const into = new Uint8Array(side * side * 3);
      const square = { ...AS_IT_IS, degrees, aspect, mirrored, half: 0.3, x: aspect / 2, y: 0.5 };
      turnedSquare(picture, square, side, into);
      return into;
    };
    // Level and unturned, a photo twice as wide shows half as much of its width.
    const wide = draw(2, false, 0);
    const row = (of: Uint8Array, at: number) => of.slice(at * side * 3, (at + 1) * side * 3);
    const across = (of: Uint8Array) =>
      Math.max(...row(of, 5).filter((_, at) => at % 3 === 0)) -
      Math.min(...row(of, 5).filter((_, at) => at % 3 === 0));
    expect(across(wide)).toBeLessThan(across(draw(1, false, 0)));
    const mirror = draw(1, true, 0);
    const level = draw(1, false, 0);
    for (const column of [0, 20, 63]) {
      for (let channel = 0; channel < 3; channel++) {
        const there = mirror[(10 * side + side - 1 - column) * 3 + channel] ?? NaN;
        expect(Math.abs(there - (level[(10 * side + column) * 3 + channel] ?? NaN))).toBeLessThan(
          2,
        );
      }
    }
    // A mirrored photo that is turned leans as one that is turned, not the other way.
    const turnedBack = draw(1, false, -8);
    const flipped = new Uint8Array(turnedBack.length);
    for (let at = 0; at < side * side; at++) {
      const to = Math.floor(at / side) * side + side - 1 - (at % side);
      flipped.set(turnedBack.subarray(3 * at, 3 * at + 3), 3 * to);
    }
    expect(meanDifference(draw(1, true, 8), flipped)).toBeLessThan(2);
  });

  it('is drawn from within the photo, turned either way, light and dark', () => {
    const random = Random.from(3);
    const degrees: number[] = [];
    for (let count = 0; count < 500; count++) {
      const square = drawTurnedSquare(random);
      const angle = (square.degrees * Math.PI) / 180;
      const reach = square.half * (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle)));
      expect(square.x - reach).toBeGreaterThanOrEqual(-1e-9);
      expect(square.x + reach).toBeLessThanOrEqual(square.aspect + 1e-9);
      expect(square.y - reach).toBeGreaterThanOrEqual(-1e-9);
      expect(square.y + reach).toBeLessThanOrEqual(1 + 1e-9);
      expect(square.half).toBeGreaterThan(0.15);
      degrees.push(square.degrees);
    }
    expect(Math.min(...degrees)).toBeLessThan(-10);
    expect(Math.max(...degrees)).toBeGreaterThan(10);
    expect(Math.abs(degrees.reduce((a, b) => a + b, 0) / degrees.length)).toBeLessThan(1.5);
  });
});
