import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { newestDecisions } from '../../../src-aesnet/personal/newest-decisions.ts';

const star = (photo: number): Decision => ({ kind: 'stars', photo, stars: 3 });
const shootOf = (photo: number) => `shoot ${Math.floor(photo / 10)}`;

describe('the newest decisions', () => {
  it('are all of them where there are few enough', () => {
    const decisions = [3, 1, 2].map((photo) => ({ decision: star(photo), at: photo }));
    expect(newestDecisions(decisions, shootOf, 3)).toEqual([star(3), star(1), star(2)]);
  });

  it('are those of the latest times, in the order in which they stand', () => {
    const decisions = Array.from({ length: 100 }, (_, photo) => ({
      decision: star(photo),
      at: (photo * 37) % 100,
    }));
    const kept = newestDecisions(decisions, shootOf, 25);
    expect(kept).toEqual(decisions.filter(({ at }) => at >= 75).map(({ decision }) => decision));
  });

  it('of one time are whole shoots, drawn at random, the same each time', () => {
    const decisions = Array.from({ length: 100 }, (_, photo) => ({
      decision: star(photo),
      at: 0,
    }));
    const kept = newestDecisions(decisions, shootOf, 34);
    expect(kept).toHaveLength(34);
    const sizes = Map.groupBy(kept, (each) => shootOf(each.kind === 'pair' ? 0 : each.photo));
    expect([...sizes.values()].map(({ length }) => length).sort((a, b) => b - a)).toEqual([
      10, 10, 10, 4,
    ]);
    // Not simply the first ones.
    expect([...sizes.keys()].sort()).not.toEqual(['shoot 0', 'shoot 1', 'shoot 2', 'shoot 3']);
    expect(newestDecisions(decisions, shootOf, 34)).toEqual(kept);
  });
});
