import type { RatedAttribute } from '../../../src-shared/attribute.ts';
import { bandOf } from '../bands.ts';

/** What ratings are called in words. */
export const RATING_LEVELS = ['very_low', 'low', 'middle', 'high', 'very_high'] as const;
export type RatingLevel = (typeof RATING_LEVELS)[number];

/** Shares of the training pictures that lie below each edge. */
export const EDGE_QUANTILES = [0.1, 0.3, 0.7, 0.9] as const;

/**
 * Where one level ends and the next begins, in points: quantiles of PARA's 28,220 training pictures (`train.csv`).
 *
 * Mean ratings crowd around the middle of the scale, at another place for each attribute, so equal parts of 1–5 would leave
 * the ends empty and call nearly all pictures middling. A tenth at either end is rare enough for strong words to be true, and
 * still 2,800 pictures to learn them from.
 */
export const RATING_EDGES: Readonly<Record<RatedAttribute, readonly number[]>> = {
  technical_quality: [2.59, 3.18, 3.63, 3.9],
  composition: [2.71, 3.11, 3.52, 3.8],
  color: [2.32, 2.76, 3.28, 3.6],
  depth_of_field: [2.54, 2.97, 3.44, 3.76],
  light: [2.31, 2.88, 3.4, 3.71],
  content: [2.46, 2.88, 3.28, 3.56],
};

/** The level of a rating in points. */
export function ratingLevel(attribute: RatedAttribute, rating: number): RatingLevel {
  return bandOf(rating, RATING_EDGES[attribute], RATING_LEVELS);
}

/** Points from an outer edge to what stands for the level beyond it. */
const OUTER = 0.2;

/** The rating in the middle of each level, lowest first. */
export function levelMiddles(attribute: RatedAttribute): number[] {
  const edges = RATING_EDGES[attribute];
  const ends = [(edges[0] as number) - 2 * OUTER, ...edges, (edges.at(-1) as number) + 2 * OUTER];
  return RATING_LEVELS.map((_, at) => ((ends[at] as number) + (ends[at + 1] as number)) / 2);
}
