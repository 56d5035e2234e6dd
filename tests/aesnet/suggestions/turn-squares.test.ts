import { describe, expect, it } from 'vitest';
import { TOLD_TURNS, TURN_SIDE } from '../../../src-aesnet/networks/turn-network.ts';
import { blank, type Picture } from '../../../src-aesnet/picture.ts';
import { TURNS } from '../../../src-aesnet/suggestions/turn-features.ts';
import { turnChancesOf, turnSquares } from '../../../src-aesnet/suggestions/turn-squares.ts';

/** Red grows from left to right, green from top to bottom. */
function ramps(width: number, height: number): Picture {
  const picture = blank(width, height);
  for (let at = 0; at < width * height; at++) {
    picture.data[3 * at] = (255 * (at % width)) / (width - 1);
    picture.data[3 * at + 1] = (255 * Math.floor(at / width)) / (height - 1);
  }
  return picture;
}

/** Mean red and green. */
function means(square: Uint8Array): [number, number] {
  const of = (channel: number) => {
    let sum = 0;
    for (let at = channel; at < square.length; at += 3) sum += square[at] ?? 0;
    return sum / (square.length / 3);
  };
  return [of(0), of(1)];
}

describe('the squares of a photo', () => {
  it('take all of its short side, from one end of the long one to the other', () => {
    const squares = turnSquares(ramps(300, 200), 1.5).filter((_, at) => at % 2 === 0);
    expect(squares).toHaveLength(3);
    for (const square of squares) expect(square).toHaveLength(TURN_SIDE * TURN_SIDE * 3);
    const [left, middle, right] = squares.map((square) => means(square)[0]);
    // The left two thirds of the ramp, the middle ones, the right ones.
    expect(left).toBeCloseTo(85, -0.5);
    expect(middle).toBeCloseTo(127.5, -0.5);
    expect(right).toBeCloseTo(170, -0.5);
    for (const square of squares) expect(means(square)[1]).toBeCloseTo(127.5, -0.5);
    const portrait = turnSquares(ramps(200, 300), 2 / 3);
    expect(portrait).toHaveLength(6);
    expect(means(portrait[0] as Uint8Array)[1]).toBeCloseTo(85, -0.5);
    // Squashed, it is the same photo.
    const squashed = turnSquares(ramps(200, 200), 1.5).map(means);
    const own = turnSquares(ramps(300, 200), 1.5).map(means);
    for (const [at, [red, green]] of squashed.entries()) {
      expect(red).toBeCloseTo(own[at]?.[0] ?? NaN, -0.5);
      expect(green).toBeCloseTo(own[at]?.[1] ?? NaN, -0.5);
    }
    expect(turnSquares(ramps(200, 200), 1)).toHaveLength(2);
  });

  it('are each followed by their mirror image', () => {
    const [square, mirror] = turnSquares(ramps(200, 200), 1) as [Uint8Array, Uint8Array];
    const pixel = (of: Uint8Array, row: number, column: number) =>
      of.slice((row * TURN_SIDE + column) * 3, (row * TURN_SIDE + column) * 3 + 3);
    for (const [row, column] of [
      [0, 0],
      [5, 100],
      [127, 64],
    ] as const) {
      expect(pixel(mirror, row, TURN_SIDE - 1 - column)).toEqual(pixel(square, row, column));
    }
    expect(means(square)[0]).toBeCloseTo(means(mirror)[0], 6);
    expect(mirror).not.toEqual(square);
  });
});

describe('the chances of turns', () => {
  const saying = (turn: number, log = 0, others = -8) =>
    TOLD_TURNS.map((each) => (each === turn ? log : others));

  it('are the mean of all squares, a mirror image leaning the other way', () => {
    const chances = turnChancesOf([...saying(4), ...saying(-4)]);
    expect(chances).toHaveLength(TURNS.length);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
    expect(chances[TURNS.indexOf(4)]).toBeGreaterThan(0.99);
    // Squares that disagree are as likely right, and neither is sure.
    const apart = turnChancesOf([...saying(4), ...saying(-4), ...saying(-6), ...saying(6)]);
    expect(apart[TURNS.indexOf(4)]).toBeCloseTo(apart[TURNS.indexOf(-6)] ?? NaN, 9);
    expect(apart[TURNS.indexOf(4)]).toBeLessThan(0.5);
  });

  it('leave out what is turned further than is suggested', () => {
    const chances = turnChancesOf([...saying(12, 3), ...saying(-12, 3)]);
    for (const chance of chances) expect(chance).toBeCloseTo(1 / TURNS.length, 9);
  });

  it('want squares in pairs', () => {
    expect(() => turnChancesOf([])).toThrow(RangeError);
    expect(() => turnChancesOf(saying(1))).toThrow(RangeError);
  });
});
