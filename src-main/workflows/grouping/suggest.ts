/**
 * Which frame of a burst, or of near duplicates, is the best bet, and in what it leads.
 *
 * [Note: the best of a burst]
 *
 * A frame is worth its overall score, less half a point for every time that its blur is twice that of the
 * sharpest frame. The score comes from a small picture and hardly sees a missed focus (0.03 for a blur of 4 px in
 * 6,000: METHOD); focus and motion are read at full resolution and do. Half a point outweighs what scores
 * differ by within a burst, but not a frame that is better altogether and a little softer.
 *
 * - Below a blur of some 0.7 px there is nothing to see: an advantage there counts for next to nothing.
 * - Noise counts for nothing, since a blurred frame always has less of it; nor do clipped highlights, since in
 *   frames of one subject those are what a flash or a cloud did, and a RAW has them still.
 * - A frame without a single edge, in a burst that has some, is the blurriest of it.
 * - What is not known of a frame, such as closed eyes, is not said. The other frames are not judged by this.
 */
import { maySayLevel, type Abilities } from '../../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, type Scored } from '../../../src-shared/attribute.ts';
import type { Measurements, Score } from '../../../src-shared/photo.ts';
import { blurOf, largestDiagonal, variance, type Blur } from './blur.ts';

/** What is known of a frame. */
export interface Candidate<P> {
  readonly photo: P;
  readonly score?: Pick<Score, 'values' | 'model'>;
  /** Of a pair, those of the larger picture. */
  readonly measurements?: Measurements;
}

/** What a suggestion rests on: where the frame leads the next best most. */
export interface Reason {
  readonly by: 'focus' | 'motion' | Scored;
  /** Pixels of blur (Gaussian σ) or of motion at full size, or a score. */
  readonly value: number;
  /** The same of the next best frame; absent where that has no edge to measure. */
  readonly nextBest?: number;
  /** Whether the lead is worth mentioning: more than a twentieth of a point. */
  readonly clear: boolean;
}

export interface Suggestion<P> {
  readonly photo: P;
  readonly reason: Reason;
}

/** Points of the score that twice the blur costs. */
const BLUR_COST = 0.5;
/** Blurs, px, that cannot be told apart: that of the pixels themselves. */
const PIXEL_BLUR = 0.7;
/** How many times the worst blur of its group a frame without an edge has. */
const NO_EDGE = 2;
const CLEAR_LEAD = 0.05;
/** Points of blur that are plain to see, half as much again: then that is the reason, as the score falls with it. */
const PLAIN_BLUR = 0.25;

/**
 * The best of frames that show the same; undefined where there are less than two or nothing is known of
 * them. Of equals the first. Frames of which less is known than of others are not suggested.
 */
export function suggest<P>(
  candidates: readonly Candidate<P>[],
  abilities: Abilities = {},
): Suggestion<P> | undefined {
  const [best, next] = rate(candidates).sort((a, b) => b.worth - a.worth);
  if (best === undefined || next === undefined) return undefined;
  return { photo: best.photo, reason: reasonOf(best, next, abilities) };
}

/** The frames that could be suggested, the best bet first: `suggest` names the first of them. Empty where it names none. */
export function ranked<P>(candidates: readonly Candidate<P>[]): P[] {
  return rate(candidates)
    .sort((a, b) => b.worth - a.worth)
    .map(({ photo }) => photo);
}

interface Rated<P> {
  readonly photo: P;
  readonly values: Score['values'] | undefined;
  readonly blur: Blur | undefined;
  /** Points that its blur costs. */
  readonly cost: number;
  readonly worth: number;
}

function rate<P>(candidates: readonly Candidate<P>[]): Rated<P>[] {
  const model = commonModel(candidates);
  const known = candidates.map(({ photo, score, measurements }) => ({
    photo,
    values: score !== undefined && nameOf(score) === model ? score.values : undefined,
    measurements,
  }));
  const best = [
    known.filter(({ values, measurements }) => values !== undefined && measurements !== undefined),
    known.filter(({ measurements }) => measurements !== undefined),
    known.filter(({ values }) => values !== undefined),
  ].find(({ length }) => length > 0);
  if (best === undefined || candidates.length < 2) return [];
  const diagonal = largestDiagonal(best.map(({ measurements }) => measurements));
  const blurs = best.map(({ measurements }) => measurements && blurOf(measurements, diagonal));
  const seen = blurs.flatMap((blur) => (blur?.total === undefined ? [] : [visible(blur.total)]));
  const [sharpest, blurriest] = [Math.min(...seen), Math.max(...seen)];
  return best.map(({ photo, values }, index) => {
    const blur = blurs[index];
    const size = blur?.total === undefined ? blurriest * NO_EDGE : visible(blur.total);
    // Where no frame has an edge, or none is measured, blur tells nothing.
    const cost =
      seen.length === 0 || blur === undefined ? 0 : BLUR_COST * Math.log2(size / sharpest);
    return { photo, values, blur, cost, worth: (values?.aesthetic ?? 0) - cost };
  });
}

function visible(blur: number): number {
  return Math.hypot(blur, PIXEL_BLUR);
}

/** The model that scored most of the frames: scores of two models cannot be compared. */
function commonModel(candidates: readonly Candidate<unknown>[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { score } of candidates) {
    if (score !== undefined) counts.set(nameOf(score), (counts.get(nameOf(score)) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0];
}

function nameOf({ model }: Pick<Score, 'model'>): string {
  return `${model.id}@${model.version}`;
}

function reasonOf<P>(best: Rated<P>, next: Rated<P>, abilities: Abilities): Reason {
  const clear = best.worth - next.worth > CLEAR_LEAD;
  const sharper = next.cost - best.cost;
  const better = (best.values?.aesthetic ?? 0) - (next.values?.aesthetic ?? 0);
  const { blur } = best;
  if (
    blur?.focus !== undefined &&
    next.blur !== undefined &&
    sharper >= Math.min(better, PLAIN_BLUR)
  ) {
    return { ...blurReason({ ...blur, focus: blur.focus }, next.blur), clear };
  }
  const by = leadingScore(best, next, abilities);
  return { by, value: best.values?.[by] ?? 0, nextBest: next.values?.[by] ?? 0, clear };
}

/** Focus or motion, whichever makes more of the difference. */
function blurReason(best: Blur & { readonly focus: number }, next: Blur): Omit<Reason, 'clear'> {
  if (next.focus === undefined) return { by: 'focus', value: best.focus };
  const steadier = variance({ motion: next.motion }) - variance({ motion: best.motion });
  const crisper = variance({ focus: next.focus }) - variance({ focus: best.focus });
  return steadier > crisper
    ? { by: 'motion', value: best.motion, nextBest: next.motion }
    : { by: 'focus', value: best.focus, nextBest: next.focus };
}

/** The attribute of the largest lead, among those that the model may speak of; else the overall score. */
function leadingScore<P>(best: Rated<P>, next: Rated<P>, { attributes }: Abilities): Scored {
  let by: Scored = 'aesthetic';
  let lead = (best.values?.aesthetic ?? 0) - (next.values?.aesthetic ?? 0);
  for (const attribute of RATED_ATTRIBUTES) {
    const [one, other] = [best.values?.[attribute], next.values?.[attribute]];
    if (one === undefined || other === undefined || one - other <= lead) continue;
    if (!maySayLevel(attributes?.[attribute])) continue;
    by = attribute;
    lead = one - other;
  }
  return by;
}
