/** Whether spaces that are one are told from spaces that are not. */
import { describe, expect, it } from 'vitest';
import { SPACES } from '../../../src-aesnet/descriptions/index.ts';
import { SPACE_WIDTH } from '../../../src-aesnet/networks/attribute-spaces.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { spacesAlike } from '../../../src-main/training/probe/spaces-alike.ts';

const WIDTH = 14;
const COUNT = 600;
const random = Random.from(5);
const features = Float32Array.from({ length: COUNT * WIDTH }, () => random.normal());

/** Each space sees two of the features: those of `of(space)`. */
function projections(of: (space: number) => number): Float32Array {
  const all = new Float32Array(SPACES.length * WIDTH * SPACE_WIDTH);
  for (let space = 0; space < SPACES.length; space++) {
    for (const [column, feature] of [2 * of(space), 2 * of(space) + 1].entries()) {
      all[(space * WIDTH + feature) * SPACE_WIDTH + column] = 1 + space;
    }
  }
  return all;
}

describe('spacesAlike', () => {
  it('is 1 where every space sees the same, at whatever length', () => {
    expect(
      spacesAlike(
        features,
        projections(() => 3),
        WIDTH,
      ),
    ).toBeCloseTo(1, 6);
  });

  it('is near 0 where each sees what no other does', () => {
    expect(
      spacesAlike(
        features,
        projections((space) => space),
        WIDTH,
      ),
    ).toBeLessThan(0.01);
  });

  it('is the share of pairs that are one where two spaces of seven are', () => {
    const one = spacesAlike(
      features,
      projections((space) => Math.max(1, space)),
      WIDTH,
    );
    expect(one).toBeCloseTo(1 / 21, 2);
  });

  it('refuses what does not fit together', () => {
    expect(() => spacesAlike(features, new Float32Array(8), WIDTH)).toThrow(RangeError);
    expect(() =>
      spacesAlike(
        new Float32Array(15),
        projections(() => 0),
        WIDTH,
      ),
    ).toThrow(RangeError);
  });
});
