/** Ratings of photos that have been scored, as evidence. */
import path from 'node:path';
import type { Decision } from '../../src-aesnet/personal/decisions.ts';
import type { Evidence } from './learn.ts';
import type { Rating } from './ratings.ts';
import { outputsOfPhotos, type ScoredPhoto } from './scored-outputs.ts';

export interface RatedPhoto extends ScoredPhoto {
  readonly rating: Rating;
}

/**
 * Evidence from a file of ratings, and the photos by its rows: the folder of a photo is its shoot, and nobody saw a score of
 * Keepers.
 */
export function evidenceOfRatings(rated: readonly RatedPhoto[]): {
  readonly evidence: Evidence;
  readonly photos: readonly RatedPhoto[];
} {
  // A photo that was rated twice is one photo with two decisions.
  const photos = new Map(rated.map((one) => [one.rating.path, one]));
  const rows = new Map([...photos.keys()].map((each, row) => [each, row]));
  const decisions = rated.flatMap(({ rating: { path: file, stars, flag } }): Decision[] => {
    const photo = rows.get(file) as number;
    return [
      ...(stars === undefined ? [] : [{ kind: 'stars', photo, stars } as const]),
      ...(flag === undefined
        ? []
        : [{ kind: 'flag', photo, flag, shoot: path.dirname(file) } as const]),
    ];
  });
  const evidence: Evidence = {
    outputs: outputsOfPhotos([...photos.values()]),
    shoots: [...photos.keys()].map((file) => path.dirname(file)),
    bursts: [...photos.keys()].map(() => undefined),
    decisions,
    blind: decisions.map(() => true),
    at: decisions.map(() => 0),
    foretold: [],
  };
  return { evidence, photos: [...photos.values()] };
}
