/** Panoramas of cameras that do not name their frames but tell which way they looked. */
import { cut, pause, sameExposure } from './series.ts';
import type { Series } from './tagged.ts';
import type { GroupingPhoto, TimedShot } from './types.ts';

/** Longest pause between two frames, milliseconds. */
const PANORAMA_PAUSE_MS = 10_000;
const LEAST_FRAMES = 3;
/** Degrees from one frame to the next: less is unsteadiness, with more nothing overlaps. */
const SMALLEST_TURN = 5;
const LARGEST_TURN = 90;

/**
 * Finds panoramas among shots of one camera that nothing else has claimed: at least three frames with one
 * exposure and one focal length, each turned further the same way.
 *
 * Without a heading nothing in EXIF tells a panorama from any other series with fixed settings, such as
 * portraits under studio light: those are left as they are, and can be grouped by hand.
 */
export function panoramas<P extends GroupingPhoto>(shots: readonly TimedShot<P>[]): Series<P>[] {
  let way = 0;
  return cut(shots, (before, after) => {
    const turn = turnOf(before.photo, after.photo);
    const goesOn =
      turn !== undefined &&
      pause(before, after) <= PANORAMA_PAUSE_MS &&
      sameExposure(before.photo, after.photo) &&
      before.photo.exif.focalLength === after.photo.exif.focalLength &&
      Math.abs(turn) >= SMALLEST_TURN &&
      Math.abs(turn) <= LARGEST_TURN &&
      (way === 0 || Math.sign(turn) === way);
    way = goesOn ? Math.sign(turn) : 0;
    return goesOn;
  })
    .filter(({ length }) => length >= LEAST_FRAMES)
    .map((part) => ({ kind: 'panorama', shots: part }));
}

/** Degrees clockwise from one heading to the next, −180 to 180. */
function turnOf({ exif: one }: GroupingPhoto, { exif: next }: GroupingPhoto): number | undefined {
  if (one.heading === undefined || next.heading === undefined) return undefined;
  return ((((next.heading - one.heading + 180) % 360) + 360) % 360) - 180;
}
