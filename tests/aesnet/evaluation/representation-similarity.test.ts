/** Linear CKA on representations of which it is known how alike they are. */
import { describe, expect, it } from 'vitest';
import { linearCka } from '../../../src-aesnet/evaluation/representation-similarity.ts';
import { Random } from '../../../src-aesnet/random.ts';

const COUNT = 4000;

function drawn(seed: number, size: number) {
  const random = Random.from(seed);
  return { values: Float32Array.from({ length: COUNT * size }, () => random.normal()), size };
}

describe('linearCka', () => {
  const one = drawn(1, 3);

  it('is 1 of what is turned, scaled and moved', () => {
    const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = one.values.map((value, at) => {
      const [column, row] = [at % 3, at - (at % 3)];
      const [x, y] = [one.values[row] as number, one.values[row + 1] as number];
      const own =
        column === 0 ? cosine * x - sine * y : column === 1 ? sine * x + cosine * y : value;
      return 5 * own + column;
    });
    expect(linearCka(one, { values: turned, size: 3 })).toBeCloseTo(1, 6);
  });

  it('is near 0 of what has nothing in common', () => {
    expect(linearCka(one, drawn(2, 5))).toBeLessThan(0.01);
  });

  it('is between where one of three columns is shared, by the ratio that follows from it', () => {
    // ‖XᵀY‖² is 1 of a possible 3 in units of the variance squared.
    const other = drawn(3, 3);
    const mixed = other.values.map((value, at) =>
      at % 3 === 0 ? (one.values[at] as number) : value,
    );
    expect(linearCka(one, { values: mixed, size: 3 })).toBeCloseTo(1 / 3, 1);
  });

  it('is not a number of what is the same everywhere', () => {
    expect(linearCka(one, { values: new Float32Array(COUNT).fill(2), size: 1 })).toBeNaN();
  });

  it('refuses representations of different pictures', () => {
    expect(() => linearCka(one, { values: new Float32Array(7), size: 1 })).toThrow(RangeError);
  });
});
