/**
 * Which photos belong together.
 *
 * [Note: who is in which group]
 *
 * 1. Files of one exposure are a pair, and from then on one shot. A pair is no group: a pair in a burst is both.
 * 2. Shots of one camera with a capture time are looked at in order. Each is claimed once, by the first of: series
 *    that the camera names (brackets, focus brackets, panorama frames), exposure patterns, focus sweeps, turns
 *    of the camera, bursts. What is claimed parts what is left on either side of it.
 * 3. Shots that are then alone may be near duplicates, whatever camera they come from (duplicates.ts).
 * 4. What the person has joined or parted by hand goes before all of that (placements.ts).
 *
 * So a photo is in one group at most; a bracket is never part of a burst, however long the gap; and a
 * photo of another camera, another time and another subject changes nothing. The order in which photos are given
 * does not matter. A frame that the camera calls one of a bracket stays out of bursts and duplicates even where its
 * companions are gone. Without a capture time a photo is in no group but a pair.
 */
import { LARGEST_BURST_GAP } from '../../../src-shared/group.ts';
import { bracketPatterns } from './bracket-pattern.ts';
import { bursts } from './bursts.ts';
import { inTime, shotOf, spreadSeconds, streamKey } from './clock.ts';
import { focusStacks } from './focus-stacks.ts';
import { comparePaths } from './order.ts';
import { findPairs } from './pairs.ts';
import { panoramas } from './panoramas.ts';
import { cut, pause } from './series.ts';
import { taggedKind, taggedSeries, type Series } from './tagged.ts';
import type { Group, GroupingOptions, GroupingPhoto, Movie, Pair, TimedShot } from './types.ts';

export type { Group, GroupingOptions, GroupingPhoto, Movie, Pair } from './types.ts';

/** What the capture data alone tells. */
export interface CaptureGroups<P extends GroupingPhoto> {
  /** Those of more than one file, by path. */
  readonly pairs: readonly Pair<P>[];
  /** By the time and then the path of their first photo. */
  readonly groups: readonly Group<P>[];
  /** Photos that are in no group and may be duplicates of each other, by time. */
  readonly singles: readonly TimedShot<P>[];
}

/** How much is done between two pauses of `groupingSteps`. */
const SHOTS_A_STEP = 2_000;
/** Longer than any gap that can be set and any pause within a series, on any clock, milliseconds. */
const LONGEST_PAUSE_MS = (LARGEST_BURST_GAP + 2) * 1000;

/** Groups photos by what EXIF says; see the note above. Linear but for sorting. */
export function groupByCapture<P extends GroupingPhoto>(
  photos: readonly P[],
  options: GroupingOptions,
  movies: readonly Movie[] = [],
): CaptureGroups<P> {
  const steps = groupingSteps(photos, options, movies);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** As `groupByCapture`, pausing now and then, so that a process which has to answer meanwhile can do so. */
export function* groupingSteps<P extends GroupingPhoto>(
  photos: readonly P[],
  options: GroupingOptions,
  movies: readonly Movie[] = [],
): Generator<undefined, CaptureGroups<P>> {
  const shots = yield* findPairs(photos, movies);
  let done = 0;
  const streams = new Map<string, TimedShot<P>[]>();
  for (const {
    photos: [photo],
  } of shots) {
    if (++done % SHOTS_A_STEP === 0) yield;
    const shot = shotOf(photo);
    if (!isTimed(shot)) continue;
    const key = streamKey(photo);
    const stream = streams.get(key);
    if (stream === undefined) streams.set(key, [shot]);
    else stream.push(shot);
  }
  const series: Series<P>[] = [];
  const singles: TimedShot<P>[] = [];
  for (const stream of streams.values()) {
    yield;
    // No series goes on over so long a pause: what lies on either side of it can be looked at by itself.
    const parts = cut(inTime(stream), (a, b) => pause(a, b) <= LONGEST_PAUSE_MS);
    done = 0;
    for (const part of parts) {
      const found = seriesOf(spreadSeconds(part), options);
      for (const one of found.series) series.push(one);
      for (const one of found.singles) singles.push(one);
      done += part.length;
      if (done < SHOTS_A_STEP) continue;
      done = 0;
      yield;
    }
  }
  const pairs = shots.filter(({ photos: all, movie }) => all.length > 1 || movie !== undefined);
  return {
    pairs: pairs.sort((a, b) => comparePaths(a.photos[0], b.photos[0])),
    groups: series.sort(byFirst).map(toGroup),
    singles: singles.sort(byTime),
  };
}

function isTimed<P extends GroupingPhoto>(shot: {
  readonly photo: P;
  readonly wall: number | undefined;
  readonly instant: number | undefined;
}): shot is TimedShot<P> {
  return shot.wall !== undefined && shot.instant !== undefined;
}

interface StreamSeries<P extends GroupingPhoto> {
  readonly series: readonly Series<P>[];
  readonly singles: readonly TimedShot<P>[];
}

/** All series of one camera's shots, which are in order. */
function seriesOf<P extends GroupingPhoto>(
  shots: readonly TimedShot<P>[],
  { gap }: GroupingOptions,
): StreamSeries<P> {
  const ways = [bracketPatterns, focusStacks, panoramas, (rest: typeof shots) => bursts(rest, gap)];
  let series = taggedSeries(shots);
  // Frames that the camera names are left out of everything else, in a series or not.
  let rest = stretches(shots, ({ photo }) => taggedKind(photo) === undefined);
  for (const way of ways) {
    const found = rest.flatMap(way);
    series = series.concat(found);
    const claimed = new Set(found.flatMap(({ shots: all }) => all));
    rest = rest.flatMap((part) => stretches(part, (shot) => !claimed.has(shot)));
  }
  return { series, singles: rest.flat() };
}

/** The stretches of shots that pass, parted by those that do not. */
function stretches<P extends GroupingPhoto>(
  shots: readonly TimedShot<P>[],
  passes: (shot: TimedShot<P>) => boolean,
): TimedShot<P>[][] {
  const found: TimedShot<P>[][] = [];
  let part: TimedShot<P>[] | undefined;
  for (const shot of shots) {
    if (!passes(shot)) part = undefined;
    else if (part === undefined) found.push((part = [shot]));
    else part.push(shot);
  }
  return found;
}

function byTime<P extends GroupingPhoto>(a: TimedShot<P>, b: TimedShot<P>): number {
  return a.wall - b.wall || comparePaths(a.photo, b.photo);
}

function byFirst<P extends GroupingPhoto>(a: Series<P>, b: Series<P>): number {
  return byTime(a.shots[0] as TimedShot<P>, b.shots[0] as TimedShot<P>);
}

function toGroup<P extends GroupingPhoto>({ kind, shots }: Series<P>): Group<P> {
  return { kind, photos: shots.map(({ photo }) => photo) };
}
