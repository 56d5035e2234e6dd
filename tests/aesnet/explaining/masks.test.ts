import { describe, expect, it } from 'vitest';
import {
  hottestMask,
  maskedPicture,
  movedMask,
  softened,
} from '../../../src-aesnet/explaining/masks.ts';

const SIDE = 40;
/** Hot in the second place of the first row. */
const map = { width: 4, height: 4, values: [0, 5, ...new Array<number>(14).fill(0)] };
const mask = hottestMask(map, SIDE, SIDE);
const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);

describe('the mask of the hottest tenth', () => {
  it('covers a tenth of the frame, where the map is hottest', () => {
    // Equals come in together.
    expect(Math.abs(total(mask.values) - (SIDE * SIDE) / 10)).toBeLessThan(8);
    const covered = [...mask.values.keys()].filter((at) => mask.values[at] === 1);
    for (const at of covered) {
      expect(at % SIDE).toBeGreaterThanOrEqual(5);
      expect(at % SIDE).toBeLessThan(25);
      expect(Math.floor(at / SIDE)).toBeLessThan(15);
    }
  });

  it('is of the same size and shape elsewhere, round the edges', () => {
    const moved = movedMask(mask, 35, 30);
    expect(total(moved.values)).toBe(total(mask.values));
    expect(moved.values).not.toEqual(mask.values);
    expect(movedMask(moved, SIDE - 35, SIDE - 30).values).toEqual(mask.values);
  });

  it('has soft edges that hide as much', () => {
    const middle = movedMask(mask, 5, 15);
    const soft = softened(middle, 2);
    expect(total(soft.values)).toBeCloseTo(total(middle.values), 3);
    expect(new Set(soft.values).size).toBeGreaterThan(20);
    const steps = soft.values.map((value, at) =>
      at % SIDE === 0 ? 0 : Math.abs(value - (soft.values[at - 1] ?? 0)),
    );
    expect(Math.max(...steps)).toBeLessThan(0.3);
    // The spread of a single point is that of the Gaussian.
    const point = new Float32Array(SIDE * SIDE);
    point[20 * SIDE + 20] = 1;
    const { values } = softened({ width: SIDE, height: SIDE, values: point }, 4);
    let squares = 0;
    for (const [at, value] of values.entries()) squares += value * ((at % SIDE) - 20) ** 2;
    expect(Math.sqrt(squares)).toBeCloseTo(4, 0);
  });

  it('leaves the picture’s mean colour in place of what it hides, and the rest as it was', () => {
    const data = Uint8Array.from(
      { length: 3 * 4 },
      (_, at) => [10, 20, 30, 50, 60, 70][at % 6] ?? 0,
    );
    const values = Float32Array.of(1, 0, 0.5, 0);
    const { data: out } = maskedPicture(
      { width: 2, height: 2, data },
      { width: 2, height: 2, values },
    );
    expect([...out]).toEqual([30, 40, 50, 50, 60, 70, 20, 30, 40, 50, 60, 70]);
  });
});
