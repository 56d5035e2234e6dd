import { comparePaths } from './order.ts';
import type { Group, GroupingPhoto, TimedShot } from './types.ts';

/** Longest time from one near duplicate to the next, milliseconds: as long as one tries for one picture. */
export const DUPLICATES_WINDOW_MS = 60_000;
/** Frames whose sides differ by more than this are crops or turned, and meant to be. */
const SAME_ASPECT = 0.05;
/**
 * Most open groups that a frame is compared with. A camera that is on its own has at most one single frame in each gap
 * of a burst, so this bounds what happens with a gap of next to nothing.
 */
const MOST_COMPARED = 512;

interface Cluster<P extends GroupingPhoto> {
  readonly shots: TimedShot<P>[];
  readonly leader: Float32Array;
  last: number;
}

/** How photos are told to show the same. */
export interface Likeness<P extends GroupingPhoto> {
  /**
   * The content embedding by the model in use, of unit length: those of two models say nothing about each other.
   * Undefined where there is none.
   */
  contentOf(photo: P): Float32Array | undefined;
  /** Least cosine of near duplicates: every model has a space of its own (see content-similarity.ts). */
  readonly cosine: number;
}

/**
 * Finds near duplicates among shots that are in no other group, which are in order: each group's photos resemble its
 * first, and follow one another within a minute. Photos without an embedding are in none.
 */
export function nearDuplicates<P extends GroupingPhoto>(
  singles: readonly TimedShot<P>[],
  likeness: Likeness<P>,
): Group<P>[] {
  const finder = new DuplicateFinder<P>(likeness.cosine);
  finder.add(singles, (photo) => likeness.contentOf(photo));
  return finder.groups();
}

/**
 * Finds them bit by bit, of a library whose embeddings are not all to be in memory.
 *
 * Each photo is compared with the first of every group that is still open, so the work grows with the photos
 * of a minute, not with all of them; and as only the first counts, resemblance does not drift from link to link.
 */
export class DuplicateFinder<P extends GroupingPhoto> {
  readonly #cosine: number;
  readonly #closed: Cluster<P>[] = [];
  #open: Cluster<P>[] = [];

  constructor(cosine: number) {
    this.#cosine = cosine;
  }

  /** Shots that follow those that were added before. */
  add(shots: readonly TimedShot<P>[], contentOf: Likeness<P>['contentOf']): void {
    for (const shot of shots) {
      const content = contentOf(shot.photo);
      if (content === undefined) continue;
      const { kept, left } = partition(
        this.#open,
        ({ last }) => shot.wall - last <= DUPLICATES_WINDOW_MS,
      );
      for (const cluster of left) if (cluster.shots.length > 1) this.#closed.push(cluster);
      this.#open = kept;
      const nearest = nearestOf(kept.slice(-MOST_COMPARED), shot.photo, content, this.#cosine);
      if (nearest === undefined) kept.push({ shots: [shot], leader: content, last: shot.wall });
      else {
        nearest.shots.push(shot);
        nearest.last = shot.wall;
      }
    }
  }

  /** By the time of their first photo. */
  groups(): Group<P>[] {
    return [...this.#closed, ...this.#open.filter(({ shots }) => shots.length > 1)]
      .sort(byFirst)
      .map(({ shots }) => ({ kind: 'duplicates', photos: shots.map(({ photo }) => photo) }));
  }
}

function byFirst<P extends GroupingPhoto>(a: Cluster<P>, b: Cluster<P>): number {
  const [one, other] = [a.shots[0] as TimedShot<P>, b.shots[0] as TimedShot<P>];
  return one.wall - other.wall || comparePaths(one.photo, other.photo);
}

function partition<T>(
  list: readonly T[],
  keeps: (item: T) => boolean,
): { readonly kept: T[]; readonly left: T[] } {
  const kept: T[] = [];
  const left: T[] = [];
  for (const item of list) (keeps(item) ? kept : left).push(item);
  return { kept, left };
}

/** Singles that have another near enough in time to be its duplicate: only of those are embeddings needed. */
export function duplicateCandidates<P extends GroupingPhoto>(
  singles: readonly TimedShot<P>[],
): TimedShot<P>[] {
  const near = (one: TimedShot<P> | undefined, next: TimedShot<P> | undefined) =>
    one !== undefined && next !== undefined && next.wall - one.wall <= DUPLICATES_WINDOW_MS;
  return singles.filter(
    (shot, index) => near(singles[index - 1], shot) || near(shot, singles[index + 1]),
  );
}

function nearestOf<P extends GroupingPhoto>(
  clusters: readonly Cluster<P>[],
  photo: P,
  content: Float32Array,
  least: number,
): Cluster<P> | undefined {
  let best: Cluster<P> | undefined;
  let highest = least;
  for (const cluster of clusters) {
    const cosine = dot(cluster.leader, content);
    if (cosine < highest || !sameAspect((cluster.shots[0] as TimedShot<P>).photo, photo)) continue;
    best = cluster;
    highest = cosine;
  }
  return best;
}

/** The inner product, of unit vectors their cosine; 0 where their lengths differ. */
export function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function sameAspect(a: GroupingPhoto, b: GroupingPhoto): boolean {
  if (a.width === undefined || a.height === undefined) return true;
  if (b.width === undefined || b.height === undefined) return true;
  const ratio = (a.width * b.height) / (a.height * b.width);
  return Math.abs(Math.log(ratio)) <= SAME_ASPECT;
}
