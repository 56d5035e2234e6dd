/** Focus stacks of cameras that do not name them: told by the distance at which each frame is focused. */
import { cut, pause, sameExposure } from './series.ts';
import type { Series } from './tagged.ts';
import type { GroupingPhoto, TimedShot } from './types.ts';

/** Longest pause within a stack, milliseconds: the ring may be turned by hand. */
const STACK_PAUSE_MS = 5_000;
const LEAST_FRAMES = 3;

/**
 * Finds focus stacks among shots of one camera that nothing else has claimed: at least three frames in quick
 * succession with one exposure and one focal length, each focused farther than the one before, or each
 * nearer.
 *
 * A burst of somebody who walks towards the camera looks like that in part. So all that was taken in one go must
 * be a stack, or several, to the last frame; and where the camera says that it kept following with its
 * focus, nothing is.
 */
export function focusStacks<P extends GroupingPhoto>(shots: readonly TimedShot<P>[]): Series<P>[] {
  return cut(shots, (before, after) => pause(before, after) <= STACK_PAUSE_MS).flatMap((run) => {
    if (run.length < LEAST_FRAMES || !run.every(({ photo }) => isCandidate(photo))) return [];
    const sweeps = sweepsOf(run);
    if (sweeps.some(({ length }) => length < LEAST_FRAMES)) return [];
    return sweeps.map((sweep) => ({ kind: 'focus-stack' as const, shots: sweep }));
  });
}

function isCandidate({ exif }: GroupingPhoto): boolean {
  return exif.focusDistance !== undefined && exif.focusMode !== 'continuous';
}

/** Cuts where the exposure or focal length changes, and where focus turns back or stays. */
function sweepsOf<P extends GroupingPhoto>(run: readonly TimedShot<P>[]): TimedShot<P>[][] {
  let way = 0;
  return cut(run, ({ photo: before }, { photo: after }) => {
    const step = Math.sign((after.exif.focusDistance ?? 0) - (before.exif.focusDistance ?? 0));
    const isSame =
      sameExposure(before, after) && before.exif.focalLength === after.exif.focalLength;
    const goesOn = isSame && step !== 0 && (way === 0 || step === way);
    way = goesOn ? step : 0;
    return goesOn;
  });
}
