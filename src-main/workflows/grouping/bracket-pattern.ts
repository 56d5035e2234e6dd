/** Exposure brackets of cameras that do not name them: told by their exposures. */
import { cut, pause, stops } from './series.ts';
import type { Series } from './tagged.ts';
import type { GroupingPhoto, TimedShot } from './types.ts';

/** Frames of a bracket, longest first: a bracket of five is not one of three with two left over. */
const LENGTHS = [9, 7, 5, 3];
/** Longest pause within an unnamed bracket, milliseconds. */
const PATTERN_PAUSE_MS = 2_500;
/** How far steps may be from even, EV: shutter times are written rounded. */
const UNEVEN = 0.2;
/** Smallest steps, EV, by how well something else agrees. */
const STEP_WITH_COMPENSATION = 0.3;
const STEP_SET_BY_HAND = 0.6;
const STEP_ALONE = 0.9;

/**
 * Finds exposure brackets among shots of one camera that nothing else has claimed: 3, 5, 7 or 9 frames in quick
 * succession, of evenly spaced exposures in an order that cameras use, all by one of shutter, ISO and aperture.
 *
 * Exposures alone are not trusted where the camera sets them, as changing light makes steps too: there the
 * compensation must follow, or the same pattern come at least twice in a row.
 */
export function bracketPatterns<P extends GroupingPhoto>(
  shots: readonly TimedShot<P>[],
): Series<P>[] {
  return cut(shots, (before, after) => pause(before, after) <= PATTERN_PAUSE_MS).flatMap(inRun);
}

function inRun<P extends GroupingPhoto>(run: readonly TimedShot<P>[]): Series<P>[] {
  const found: Series<P>[] = [];
  const light = run.map(({ photo }) => stops(photo));
  for (let at = 0; at < run.length;) {
    const length = LENGTHS.find((frames) => isBracket(run, light, at, frames));
    if (length !== undefined) found.push({ kind: 'bracket', shots: run.slice(at, at + length) });
    at += length ?? 1;
  }
  return found;
}

function isBracket<P extends GroupingPhoto>(
  run: readonly TimedShot<P>[],
  light: readonly (number | undefined)[],
  at: number,
  length: number,
): boolean {
  const pattern = patternAt(light, at, length);
  if (pattern === undefined) return false;
  const photos = run.slice(at, at + length).map(({ photo }) => photo);
  if (!isByOneSetting(photos)) return false;
  if (followedByCompensation(photos, pattern.values)) return pattern.step >= STEP_WITH_COMPENSATION;
  const isRepeated = [at - length, at + length].some((other) => {
    const again = patternAt(light, other, length);
    return (
      again?.values.every((value, index) => near(value, pattern.values[index] as number)) === true
    );
  });
  if (isRepeated || photos.every(({ exif }) => exif.exposureMode === 'manual')) {
    return pattern.step >= STEP_SET_BY_HAND;
  }
  const isAutomatic = photos.some(({ exif }) => exif.exposureMode === 'auto');
  return !isAutomatic && pattern.step >= STEP_ALONE;
}

interface Pattern {
  /** EV from the middle exposure, in the order taken. */
  readonly values: readonly number[];
  /** EV between neighbouring exposures. */
  readonly step: number;
}

function patternAt(
  light: readonly (number | undefined)[],
  at: number,
  length: number,
): Pattern | undefined {
  if (at < 0 || at + length > light.length) return undefined;
  const taken = light.slice(at, at + length).filter((value) => value !== undefined);
  if (taken.length < length) return undefined;
  const sorted = taken.toSorted((a, b) => a - b);
  const middle = sorted[length >> 1] as number;
  const step = ((sorted.at(-1) as number) - (sorted[0] as number)) / (length - 1);
  const isEven = sorted.every((value, index) => near(value - (sorted[0] as number), index * step));
  if (step < STEP_WITH_COMPENSATION || !isEven) return undefined;
  const places = taken.map((value) => sorted.indexOf(value) - (length >> 1));
  return isCameraOrder(places) ? { values: taken.map((value) => value - middle), step } : undefined;
}

/**
 * Orders in which cameras take brackets, darkest −n to lightest n: rising or falling; or the middle first and
 * the rest rising, falling, or by and by further from it (each of these beginning on either side).
 */
function isCameraOrder(places: readonly number[]): boolean {
  if (isRising(places) || isRising(places.map((place) => -place))) return true;
  const [first, ...rest] = places;
  if (first !== 0) return false;
  if (isRising(rest) || isRising(rest.map((place) => -place))) return true;
  return rest.every(
    (place, index) =>
      Math.abs(place) === (index >> 1) + 1 &&
      Math.sign(place) === Math.sign(rest[0] as number) * (index % 2 === 0 ? 1 : -1),
  );
}

function isRising(places: readonly number[]): boolean {
  return places.every((place, index) => index === 0 || place > (places[index - 1] as number));
}

function isByOneSetting(photos: readonly GroupingPhoto[]): boolean {
  const settings = ['shutter', 'aperture', 'iso'] as const;
  const changing = settings.filter(
    (setting) => new Set(photos.map(({ exif }) => exif[setting])).size > 1,
  );
  return changing.length === 1;
}

function followedByCompensation(
  photos: readonly GroupingPhoto[],
  values: readonly number[],
): boolean {
  const dialled = photos.map(({ exif }) => exif.exposureCompensation);
  const middle = dialled[values.findIndex((value) => value === 0)];
  return (
    middle !== undefined &&
    dialled.every(
      (value, index) => value !== undefined && near(value - middle, values[index] as number),
    )
  );
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= UNEVEN;
}
