import type { Measurements } from '../../src-shared/photo.ts';
import { focusOf } from './focus.ts';
import { horizonOf, tiltVotes, type Horizon, type TiltVotes } from './horizon.ts';
import { motionOf } from './motion.ts';
import { noiseOf } from './noise.ts';
import { survey } from './survey.ts';
import { flatTiles, sharpTiles } from './tiles.ts';
import type { FullPicture, Measure } from './types.ts';

export type { FullPicture, Measure } from './types.ts';

/**
 * Measures a picture at full resolution; see the functions called here for each method.
 *
 * Deterministic and without failure for any picture of at least one pixel. What cannot be measured is
 * absent (`focus`, `noise`) or has confidence 0.
 */
export const measure: Measure = (picture) => {
  const whole = survey(picture);
  const noise = noiseOf(flatTiles(picture, whole).map(({ plane }) => plane));
  const tiles = sharpTiles(picture, whole);
  const focus = focusOf(tiles, noise ?? 0);
  const motion = motionOf(tiles, noise ?? 0);
  const horizon = horizonOf(whole.overview, (noise ?? 0) / whole.factor);
  return {
    clippedHighlights: whole.clippedHighlights,
    clippedShadows: whole.clippedShadows,
    ...(focus === undefined
      ? {}
      : { focus: round(focus.sigma, 2), focusRegion: share(focus.region, picture) }),
    motion: {
      length: round(motion.length, 1),
      angle: round(motion.angle, 1) % 180,
      confidence: round(motion.confidence, 3),
    },
    ...(noise === undefined ? {} : { noise: round(noise, 2) }),
    horizon: { degrees: round(horizon.degrees, 1), confidence: round(horizon.confidence, 3) },
    measuredAt: { width: picture.width, height: picture.height },
  };
};

/** The tilt of a picture, and what speaks for every other; `measure` has the same horizon of the same picture. */
export function measureTilt(picture: FullPicture): {
  readonly horizon: Horizon;
  readonly votes: TiltVotes;
} {
  const whole = survey(picture);
  const noise = (noiseOf(flatTiles(picture, whole).map(({ plane }) => plane)) ?? 0) / whole.factor;
  const { overview } = whole;
  return {
    horizon: horizonOf(overview, noise),
    votes: tiltVotes(overview, noise),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function share(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  picture: FullPicture,
): NonNullable<Measurements['focusRegion']> {
  const part = (value: number, whole: number) => Math.min(1, Math.max(0, round(value / whole, 4)));
  return {
    x: part(x, picture.width),
    y: part(y, picture.height),
    width: part(width, picture.width),
    height: part(height, picture.height),
  };
}
