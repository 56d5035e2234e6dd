import { likenessOf, type ContentSimilarity } from '../../../src-shared/content-similarity.ts';
import { shotOf } from './clock.ts';
import { dot } from './duplicates.ts';
import type { Group, GroupingPhoto } from './types.ts';
import { varied } from './varied.ts';

/** Photos this far apart in time, milliseconds, are of one scene by a share of 1/e. */
const SCENE_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

export interface VarietyOptions<P extends GroupingPhoto> {
  /** How many to choose. */
  readonly top: number;
  /** Of one hour by the corrected clock, or of one folder, so many at most. Without a time all are of one hour. */
  readonly perHour?: number;
  readonly perFolder?: number;
  /** What photos show, by one model; without it they are spread over time. */
  readonly content?: {
    of(photo: P): Float32Array | undefined;
    readonly similarity: ContentSimilarity;
  };
}

/**
 * The best photos, varied, best first: at most one of each group, within the quotas, spread over what they show or
 * else over time. `photos` are all there are to choose from, of a pair one. Ties are settled by path.
 */
export function chooseVaried<P extends GroupingPhoto>(
  photos: readonly { readonly photo: P; readonly score: number }[],
  groups: readonly Group<P>[],
  { top, perHour, perFolder, content }: VarietyOptions<P>,
): P[] {
  const groupOf = new Map(groups.flatMap((group) => group.photos.map((one) => [one, group])));
  const choices = photos.map(({ photo, score }) => {
    const { wall } = shotOf(photo);
    const hour = wall === undefined ? '' : Math.floor(wall / HOUR_MS);
    return {
      photo: { photo, wall, shows: content?.of(photo) },
      path: photo.path,
      score,
      group: groupOf.get(photo),
      quotas: [
        ...(perHour === undefined ? [] : [{ key: `hour ${hour}`, most: perHour }]),
        ...(perFolder === undefined ? [] : [{ key: `folder ${photo.folder}`, most: perFolder }]),
      ],
    };
  });
  const scores = new Map(photos.map(({ photo, score }) => [photo, score]));
  const likeness = content === undefined ? alikeInTime : alikeInContent<P>(content.similarity);
  const chosen = varied(choices, top, likeness).map(({ photo }) => photo);
  return bestFirst(chosen, (photo) => scores.get(photo));
}

/** By score, those without one last; equals by path. */
export function bestFirst<P extends GroupingPhoto>(
  photos: readonly P[],
  scoreOf: (photo: P) => number | undefined,
): P[] {
  const score = (photo: P) => scoreOf(photo) ?? -Infinity;
  return photos.toSorted((a, b) => score(b) - score(a) || (a.path < b.path ? -1 : 1));
}

interface Seen<P> {
  readonly photo: P;
  readonly wall: number | undefined;
  readonly shows: Float32Array | undefined;
}

function alikeInTime(a: Seen<unknown>, b: Seen<unknown>): number {
  if (a.wall === undefined || b.wall === undefined) return 0;
  return Math.exp(-Math.abs(a.wall - b.wall) / SCENE_MS);
}

function alikeInContent<P>(similarity: ContentSimilarity) {
  return (a: Seen<P>, b: Seen<P>): number =>
    a.shows === undefined || b.shows === undefined
      ? 0
      : likenessOf(dot(a.shows, b.shows), similarity);
}
