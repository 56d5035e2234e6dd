/**
 * What one frame has over another of the same burst, and what it lacks: sharpness and motion, horizon, clipping and noise as they were
 * measured, and scores.
 *
 * A difference is notable where it is plain to see or beyond what a score does under a change that means nothing (a resizing or
 * a recompression moves one by up to 0.1). Of two frames of one subject all attributes follow the overall score, so one
 * is named only where it differs by more than that, or the other way.
 */
import { maySayLevel, type Abilities } from '../../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, SCORED, type Scored } from '../../../src-shared/attribute.ts';
import type { MeasuredDifference } from '../../../src-shared/group.ts';
import type { Measurements } from '../../../src-shared/photo.ts';
import { blurOf, largestDiagonal } from './blur.ts';
import type { Candidate } from './suggest.ts';

/** One respect in which two frames were compared. */
export interface Difference {
  readonly of: MeasuredDifference | Scored;
  /**
   * Pixels of blur or motion at the size of the larger frame, degrees that the horizon leans, shares of the frame that are clipped, SD of
   * noise, or a score. Absent where it could not be measured: of focus, where nothing has an edge.
   */
  readonly own?: number;
  readonly other?: number;
  /** Whether the frame is better in it; absent where the difference is not notable or not certain. */
  readonly better?: boolean;
  /** How much it counts, in points of the overall score. */
  readonly weight: number;
}

/** Blurs, px, that cannot be told apart: that of the pixels themselves. */
const PIXEL_BLUR = 0.7;
/** From here a difference of sharpness is seen. */
const SHARPER = 1.15;
/** Below this the direction of a tilt or a motion is not sure enough to be spoken of. */
const SURE = 0.8;
/** Pixels of motion, and degrees, below which there is none. */
const STILL = 2;
const LEVEL = 0.5;
/** Of the frame, beyond that of the other frame. */
const CLIPPED = 0.005;
const TIMES = 1.5;
/** Standard deviation of noise, beyond that of the other frame. */
const NOISE = 0.5;
const NOISIER = 1.3;
const SCORE = 0.1;

type Frame = Pick<Candidate<unknown>, 'score' | 'measurements'>;

/** All respects in which both frames are known, those that count most first. Scores of two models are not compared. */
export function differencesOf(own: Frame, other: Frame, abilities: Abilities = {}): Difference[] {
  return [
    ...(own.measurements !== undefined && other.measurements !== undefined
      ? measuredDifferences(own.measurements, other.measurements)
      : []),
    ...scoreDifferences(own, other, abilities),
  ].sort((a, b) => b.weight - a.weight);
}

function measuredDifferences(own: Measurements, other: Measurements): Difference[] {
  const diagonal = largestDiagonal([own, other]);
  const [mine, theirs] = [blurOf(own, diagonal), blurOf(other, diagonal)];
  const focus = focusDifference(mine.focus, theirs.focus);
  return [
    ...focus,
    ...motionDifference(mine.motion, theirs.motion),
    ...horizonDifference(own.horizon, other.horizon),
    clippingDifference('highlights', own.clippedHighlights, other.clippedHighlights),
    clippingDifference('shadows', own.clippedShadows, other.clippedShadows),
    // What is blurred has less noise: that says nothing of the frame.
    ...noiseDifference(own.noise, other.noise, focus[0]?.better === undefined),
  ];
}

function focusDifference(own: number | undefined, other: number | undefined): Difference[] {
  if (own === undefined && other === undefined) return [];
  if (own === undefined || other === undefined) {
    return [{ of: 'focus', ...given(own, other), better: own !== undefined, weight: 1 }];
  }
  const times = Math.hypot(own, PIXEL_BLUR) / Math.hypot(other, PIXEL_BLUR);
  const notable = Math.max(times, 1 / times) >= SHARPER;
  const weight = Math.abs(Math.log2(times)) / 2;
  return [{ of: 'focus', own, other, ...(notable && { better: times < 1 }), weight }];
}

function motionDifference(own: number, other: number): Difference[] {
  const [less, more] = [Math.min(own, other), Math.max(own, other)];
  if (more < STILL) return [];
  const notable = more >= TIMES * Math.max(less, STILL / TIMES);
  const weight = Math.min(1, (more - less) / 10);
  return [{ of: 'motion', own, other, ...(notable && { better: own < other }), weight }];
}

function horizonDifference(
  own: Measurements['horizon'],
  other: Measurements['horizon'],
): Difference[] {
  if (own.confidence < SURE || other.confidence < SURE) return [];
  const lean = Math.abs(own.degrees);
  const change = lean - Math.abs(other.degrees);
  return [
    {
      ...{ of: 'horizon', own: lean, other: Math.abs(other.degrees) },
      ...(Math.abs(change) >= LEVEL && { better: change < 0 }),
      weight: Math.abs(change) / 10,
    },
  ];
}

function clippingDifference(of: 'highlights' | 'shadows', own: number, other: number): Difference {
  const change = own - other;
  const [less, more] = [Math.min(own, other), Math.max(own, other)];
  const notable = more - less >= CLIPPED && more >= TIMES * less;
  return { of, own, other, ...(notable && { better: change < 0 }), weight: 5 * (more - less) };
}

function noiseDifference(
  own: number | undefined,
  other: number | undefined,
  equallySharp: boolean,
): Difference[] {
  if (own === undefined || other === undefined) return [];
  const [less, more] = [Math.min(own, other), Math.max(own, other)];
  const notable = equallySharp && more - less >= NOISE && more >= NOISIER * less;
  return [
    {
      ...{ of: 'noise', own, other },
      ...(notable && { better: own < other }),
      weight: less > 0 ? 0.2 * Math.log2(more / less) : 0,
    },
  ];
}

function scoreDifferences(own: Frame, other: Frame, { attributes }: Abilities): Difference[] {
  const [mine, theirs] = [own.score, other.score];
  if (mine === undefined || theirs === undefined) return [];
  if (mine.model.id !== theirs.model.id || mine.model.version !== theirs.model.version) return [];
  const changeOf = (of: Scored) => (mine.values[of] ?? NaN) - (theirs.values[of] ?? NaN);
  const overall = changeOf('aesthetic');
  return SCORED.flatMap((of): Difference[] => {
    const [a, b] = [mine.values[of], theirs.values[of]];
    if (a === undefined || b === undefined) return [];
    const change = a - b;
    const rated = RATED_ATTRIBUTES.find((attribute) => attribute === of);
    const isOwn =
      rated === undefined ||
      (maySayLevel(attributes?.[rated]) &&
        (Math.abs(change) > Math.abs(overall) || change * overall < 0));
    const notable = isOwn && Math.abs(change) >= SCORE;
    return [
      {
        ...{ of, own: a, other: b },
        ...(notable && { better: change > 0 }),
        weight: Math.abs(change),
      },
    ];
  });
}

function given(own: number | undefined, other: number | undefined) {
  return { ...(own !== undefined && { own }), ...(other !== undefined && { other }) };
}
