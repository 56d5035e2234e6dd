/**
 * Levels by rank: where most photos are rated nearly alike, little of a point decides between many of them, and a loss on points hardly
 * sees it. Ranks spread them evenly (ours).
 */
import { countBelow } from '../evaluation/ranks.ts';

const HALF_WIDTH = Math.sqrt(3);

/**
 * What `levels` of the photos that are learnt from (SDs) make of a level: `share` (0–1) of its rank among them, evenly from −√3 to √3 and so
 * of SD 1, and the rest itself. Equal levels take the middle of their ranks. Throws a RangeError where there are none.
 */
export function rankedLevels(levels: Float32Array, share: number): (level: number) => number {
  if (levels.length === 0) throw new RangeError('there are no levels to rank among');
  const sorted = Float64Array.from(levels).sort();
  return (level) => {
    const rank = (countBelow(sorted, level, false) + countBelow(sorted, level, true)) / 2;
    const even = HALF_WIDTH * ((2 * rank) / sorted.length - 1);
    return share * even + (1 - share) * level;
  };
}
