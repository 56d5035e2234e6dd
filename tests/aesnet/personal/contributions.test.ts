import { describe, expect, it } from 'vitest';
import { contributionsOf } from '../../../src-aesnet/personal/contributions.ts';
import { personalScores, personalSpreads } from '../../../src-aesnet/personal/personal-score.ts';
import type { TasteGroup } from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { randomTable } from './support.ts';

const random = Random.from(3);
const groups: TasteGroup[] = [
  ...Array<TasteGroup>(10).fill('scene'),
  ...Array<TasteGroup>(6).fill('residual'),
  ...Array<TasteGroup>(4).fill('component'),
];
const table = randomTable(random, 5, groups);
const size = groups.length;
const weights = Float64Array.from(groups, () => random.normal());
/** A diagonal one, so that parts are independent. */
const covariance = Float64Array.from({ length: size * size }, (_, at) =>
  at % (size + 1) === 0 ? 0.1 : 0,
);

describe('contributionsOf', () => {
  it('parts add up to what the personal score differs by, the largest first', () => {
    const scores = personalScores(table, { weights });
    const spreads = personalSpreads(table, { covariance });
    for (let row = 0; row < 5; row++) {
      const parts = contributionsOf(table, { weights, covariance }, row);
      expect(parts.map(({ of }) => of)).toContain('kind');
      expect(parts).toHaveLength(17);
      const sum = parts.reduce((all, { points }) => all + points, 0);
      expect(sum).toBeCloseTo((scores[row] as number) - (table.score[row] as number), 10);
      const sizes = parts.map(({ points }) => Math.abs(points));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      const variance = parts.reduce((all, { spread }) => all + spread ** 2, 0);
      expect(Math.sqrt(variance)).toBeCloseTo(spreads[row] as number, 10);
    }
  });

  it('says of which the photo has more than usual', () => {
    const [light] = contributionsOf(table, { weights, covariance }, 2).filter(
      ({ of }) => of === 'light',
    );
    const value = table.features.values[2 * size + 14] as number;
    expect(light?.more).toBe(value > 0);
    expect(light?.points).toBeCloseTo((weights[14] as number) * value, 10);
  });
});
