/** Series that the camera itself names: brackets, focus brackets, frames of a panorama. */
import { isSet, type GroupKind } from '../../../src-shared/group.ts';
import { cut, pause, stops } from './series.ts';
import type { GroupingPhoto, TimedShot } from './types.ts';

/** Longest pause within a series that the camera names, milliseconds: each frame may be its own press. */
const TAGGED_PAUSE_MS = 5_000;
/** Steps that differ by less than this, EV, are the same: shutter times are written rounded. */
const SAME_STEP = 0.17;

/** What the camera says that a frame is part of; undefined where it says nothing. */
export function taggedKind({ exif }: GroupingPhoto): GroupKind | undefined {
  if (exif.panorama !== undefined) return 'panorama';
  if (exif.bracket === undefined) return undefined;
  return exif.bracket.of === 'focus' ? 'focus-stack' : 'bracket';
}

/** A series, found by whatever means, and what it is. */
export interface Series<P extends GroupingPhoto> {
  readonly kind: GroupKind;
  readonly shots: readonly TimedShot<P>[];
}

/**
 * Finds the series that the camera names among its shots, which are in order. Exposure brackets that follow
 * one another are told apart: one begins where the camera's count does, or where a step comes again.
 *
 * A frame that is left of such a series alone is in none, and in nothing else either.
 */
export function taggedSeries<P extends GroupingPhoto>(shots: readonly TimedShot<P>[]): Series<P>[] {
  return cut(
    shots,
    (before, after) =>
      taggedKind(before.photo) === taggedKind(after.photo) &&
      before.photo.exif.bracket?.of === after.photo.exif.bracket?.of &&
      pause(before, after) <= TAGGED_PAUSE_MS,
  ).flatMap((run) => {
    const kind = taggedKind((run[0] as TimedShot<P>).photo);
    if (kind === undefined || !isSet(kind)) return [];
    const parts = kind === 'bracket' ? bracketSets(run) : countedSets(run);
    return parts.filter(({ length }) => length > 1).map((part) => ({ kind, shots: part }));
  });
}

/** A new set begins where the count of frames starts again. */
function countedSets<P extends GroupingPhoto>(run: readonly TimedShot<P>[]): TimedShot<P>[][] {
  return cut(run, (before, after) => !startsAgain(before.photo, after.photo));
}

function bracketSets<P extends GroupingPhoto>(run: readonly TimedShot<P>[]): TimedShot<P>[][] {
  const stepOf = steps(run.map(({ photo }) => photo));
  let seen: number[] = [];
  let index = 0;
  return cut(run, (before, after) => {
    if (index === 0) seen = [...stepOf(0)];
    index += 1;
    const [step] = stepOf(index);
    const isRepeated =
      step !== undefined && seen.some((known) => Math.abs(known - step) < SAME_STEP);
    const goesOn = !isRepeated && !startsAgain(before.photo, after.photo);
    if (!goesOn) seen = [];
    if (step !== undefined) seen.push(step);
    return goesOn;
  });
}

function startsAgain(before: GroupingPhoto, after: GroupingPhoto): boolean {
  const [one, next] = [before.exif.sequence, after.exif.sequence];
  return one !== undefined && next !== undefined && next <= one;
}

/**
 * Which step of its bracket each frame is, EV: by the maker's word, else by the compensation, else by the exposure
 * itself; by the first of these that all frames have and that changes. No steps for brackets of other things.
 */
function steps(photos: readonly GroupingPhoto[]): (index: number) => readonly number[] {
  if (photos[0]?.exif.bracket?.of !== 'exposure') return () => [];
  const ways = [
    (photo: GroupingPhoto) => photo.exif.bracket?.value,
    (photo: GroupingPhoto) => photo.exif.exposureCompensation,
    stops,
  ];
  for (const way of ways) {
    const values = photos.map(way);
    const [first] = values;
    if (first === undefined || values.includes(undefined)) continue;
    if (values.every((value) => Math.abs((value ?? first) - first) < SAME_STEP)) continue;
    return (index) => {
      const value = values[index];
      return value === undefined ? [] : [value];
    };
  }
  return () => [];
}
