import { Random } from '../random.ts';
import { photosOf, type Decision } from './decisions.ts';

export interface DatedDecision {
  readonly decision: Decision;
  /** Milliseconds since 1970; 0 where that is not known. */
  readonly at: number;
}

/**
 * The newest decisions, at most so many, in the order in which they stand. A taste changes, and of a shoot the newest are
 * mostly all: flags say something beside others of their shoot alone. Of decisions of one time, as in a file of ratings, whole
 * shoots are drawn at random, and of the last shoot a part.
 */
export function newestDecisions(
  decisions: readonly DatedDecision[],
  shootOf: (photo: number) => string,
  most: number,
): Decision[] {
  if (decisions.length <= most) return decisions.map(({ decision }) => decision);
  const random = Random.from(1);
  const rankOfShoot = new Map<string, number>();
  const ranked = decisions.map(({ decision, at }, index) => {
    const shoot = shootOf(photosOf(decision)[0]);
    const rank = rankOfShoot.get(shoot) ?? random.uniform();
    rankOfShoot.set(shoot, rank);
    return { at, rank, own: random.uniform(), index };
  });
  ranked.sort((a, b) => b.at - a.at || a.rank - b.rank || a.own - b.own);
  const kept = new Set(ranked.slice(0, most).map(({ index }) => index));
  return decisions.flatMap(({ decision }, index) => (kept.has(index) ? [decision] : []));
}
