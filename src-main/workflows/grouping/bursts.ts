import { isExact } from './clock.ts';
import { cut } from './series.ts';
import type { Series } from './tagged.ts';
import type { GroupingPhoto, TimedShot } from './types.ts';

/**
 * Finds bursts among shots of one camera that nothing else has claimed: frames of which each follows the one before
 * within `gap` milliseconds, that included.
 *
 * Where a clock knows whole seconds only, the time between two frames is an estimate: it must be shorter than
 * the gap then, so that single frames taken once a second are no burst by the clock's doing. A drive mode that
 * was continuous makes up for that.
 */
export function bursts<P extends GroupingPhoto>(
  shots: readonly TimedShot<P>[],
  gap: number,
): Series<P>[] {
  return cut(shots, (before, after) => {
    const apart = after.instant - before.instant;
    const photos = [before.photo, after.photo];
    const isSure = photos.every(isExact) || photos.every(({ exif }) => exif.drive === 'continuous');
    return isSure ? apart <= gap : apart < gap;
  })
    .filter(({ length }) => length > 1)
    .map((part) => ({ kind: 'burst', shots: part }));
}
