/** Ratings of photos that have been scored, as evidence. */
import path from 'node:path';
import type { Decision } from '../../src-aesnet/personal/decisions.ts';
import type { Evidence } from './learn.ts';
import type { Rating } from './ratings.ts';
import { outputsOfPhotos, type ScoredPhoto } from './scored-outputs.ts';

export interface RatedPhoto extends ScoredPhoto {
  readonly rating: Rating;
}

/** Evidence from a file of ratings: the folder of a photo is its shoot, and nobody saw a score of Keepers. */
export function evidenceOfRatings(rated: readonly RatedPhoto[]): Evidence {
  const shoots = rated.map(({ rating }) => path.dirname(rating.path));
  const decisions = rated.flatMap(({ rating: { stars, flag } }, photo): Decision[] => [
    ...(stars === undefined ? [] : [{ kind: 'stars', photo, stars } as const]),
    ...(flag === undefined
      ? []
      : [{ kind: 'flag', photo, flag, shoot: shoots[photo] as string } as const]),
  ]);
  return {
    outputs: outputsOfPhotos(rated),
    shoots,
    bursts: rated.map(({ rating }) => rating.path),
    decisions,
    blind: decisions.map(() => true),
    at: decisions.map(() => 0),
    foretold: [],
  };
}
