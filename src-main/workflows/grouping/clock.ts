/**
 * When a frame was taken.
 *
 * [Note: clocks]
 *
 * Only what the camera wrote counts; the time of a file is when somebody copied it. A camera's clock is corrected
 * by the offset that the person has set for it. Frames of one camera are compared in UTC where it writes how far
 * its clock is from that, so that a burst goes on while a phone turns back to winter time; cameras
 * with and without such an offset are not mixed. Between cameras the corrected wall clock counts.
 *
 * A clock without fractions of a second says of two frames a second apart that anything from nothing to two
 * seconds lay between them. Its frames are spread evenly over their second, in the order of their names: that is
 * the likeliest course of even shooting, and no frame seems nearer to one second than to the other.
 */
import type { Exif } from '../../../src-shared/photo.ts';
import { wallClockMs } from '../../../src-shared/wall-clock.ts';
import { compareNames } from './order.ts';
import type { GroupingPhoto, Shot, TimedShot } from './types.ts';

const SECOND = 1000;
const MINUTE = 60_000;

/** A shot with its times. */
export function shotOf<P extends GroupingPhoto>(photo: P): Shot<P> {
  const { capturedAt, utcOffset = 0 } = photo.exif;
  const told = capturedAt === undefined ? undefined : wallClockMs(capturedAt);
  if (told === undefined) return { photo, wall: undefined, instant: undefined };
  const wall = told + (photo.clockOffset ?? 0);
  return { photo, wall, instant: wall - utcOffset * MINUTE };
}

/** Whether the camera's clock has fractions of a second. */
export function isExact({ exif }: GroupingPhoto): boolean {
  return exif.subSeconds === true;
}

/**
 * Which camera took a frame: only frames of one are a series. Bodies of one model without a serial number are
 * told apart by their folders alone, as are photos that name no camera.
 */
export function streamKey({ exif, folder }: GroupingPhoto): string {
  const { camera = '', serial, utcOffset } = exif;
  const zone = utcOffset === undefined ? 'wall' : 'utc';
  return serial === undefined ? `${zone}\0${camera}\0\0${folder}` : `${zone}\0${camera}\0${serial}`;
}

/** One camera's shots by time, equal times by name. */
export function inTime<P extends GroupingPhoto>(shots: readonly TimedShot<P>[]): TimedShot<P>[] {
  return shots.toSorted(byInstant);
}

/** Spreads the whole seconds of clocks without fractions over shots that are in order. */
export function spreadSeconds<P extends GroupingPhoto>(
  sorted: readonly TimedShot<P>[],
): TimedShot<P>[] {
  const spread: TimedShot<P>[] = [];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end]?.instant === sorted[start]?.instant) end++;
    const same = sorted.slice(start, end);
    const step = SECOND / same.filter(({ photo }) => !isExact(photo)).length;
    let at = step / 2;
    for (const shot of same) {
      if (isExact(shot.photo)) spread.push(shot);
      else {
        spread.push(moved(shot, at));
        at += step;
      }
    }
  }
  // A vague frame may now stand behind an exact one of its second.
  return spread.sort(byInstant);
}

function moved<P extends GroupingPhoto>(shot: TimedShot<P>, by: number): TimedShot<P> {
  return { ...shot, wall: shot.wall + by, instant: shot.instant + by };
}

function byInstant<P extends GroupingPhoto>(a: TimedShot<P>, b: TimedShot<P>): number {
  return a.instant - b.instant || compareNames(a.photo, b.photo);
}

/** Milliseconds for which the shutter was open; 0 where that is not known. */
export function exposureTime({ shutter }: Exif): number {
  return (shutter ?? 0) * SECOND;
}
