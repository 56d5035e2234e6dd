/** Tools for finding series among the shots of one camera, in the order of their capture. */
import { exposureTime } from './clock.ts';
import type { GroupingPhoto, TimedShot } from './types.ts';

/**
 * Cuts a list wherever two neighbours do not belong together.
 *
 * `together` is asked once for each pair of neighbours, so this is linear.
 */
export function cut<T>(list: readonly T[], together: (before: T, after: T) => boolean): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  for (const item of list) {
    const last = part.at(-1);
    if (last !== undefined && !together(last, item)) {
      parts.push(part);
      part = [];
    }
    part.push(item);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/**
 * Milliseconds in which a series could have gone on, from the end of one exposure to the start of the next.
 * Cameras differ in which of the two they write down, and some spend as long again on a dark frame: so the
 * longer exposure counts twice.
 */
export function pause<P extends GroupingPhoto>(before: TimedShot<P>, after: TimedShot<P>): number {
  const open = Math.max(exposureTime(before.photo.exif), exposureTime(after.photo.exif));
  return after.instant - before.instant - 2 * open;
}

/** Whether everything that makes the exposure is the same, as far as it is known. */
export function sameExposure(a: GroupingPhoto, b: GroupingPhoto): boolean {
  const { exif: one } = a;
  const { exif: other } = b;
  return one.shutter === other.shutter && one.aperture === other.aperture && one.iso === other.iso;
}

/** Stops of light that the exposure lets in, from any zero; undefined where a part is not known. */
export function stops({ exif }: GroupingPhoto): number | undefined {
  const { shutter, aperture = 1, iso = 100 } = exif;
  return shutter === undefined ? undefined : Math.log2((shutter * iso) / (aperture * aperture));
}
