/** A photo's response to edits of tone and colour, as a row of numbers. */
import { SCORED } from '../../src-shared/attribute.ts';
import type { ToneEdit } from '../../src-shared/suggestion.ts';
import type { Answers, TrialAnswer } from './answers.ts';
import { directionOf, DIRECTIONS, type Direction } from './directions.ts';
import { isTone, TONE_TRIALS } from './trials.ts';

/** Scores of the photo, gains of all trials in all scores, and the best overall gain each way, and as far as it is one. */
export const TONE_FEATURES = SCORED.length + SCORED.length * TONE_TRIALS + 2 * DIRECTIONS.length;
/** The last are what undoing known damage would gain each way, as a network says that looks at the photo as it is. */
export const WEIGHED_TONES = TONE_FEATURES + DIRECTIONS.length;

/** Row of TONE_FEATURES numbers. */
export function toneFeatures({ base, trials }: Answers): Float64Array {
  const tones = trials.filter(isToneAnswer);
  const best = bestByDirection(tones);
  const gains = DIRECTIONS.map((direction) => best.get(direction)?.gains[0] ?? 0);
  return Float64Array.from([
    ...SCORED.map((_, column) => base[column] as number),
    ...tones.flatMap((answer) => answer.gains),
    ...gains,
    ...gains.map((gain) => Math.max(0, gain)),
  ]);
}

/** Row of WEIGHED_TONES numbers: that of `toneFeatures`, and the gains that were told, DIRECTIONS.length of them. */
export function withToldGains(features: ArrayLike<number>, gains: ArrayLike<number>): Float64Array {
  const row = new Float64Array(WEIGHED_TONES);
  row.set(features);
  row.set(gains, TONE_FEATURES);
  return row;
}

export type ToneAnswer = TrialAnswer & {
  readonly trial: { readonly edit: ToneEdit; readonly amount: number };
};

export function isToneAnswer(answer: TrialAnswer): answer is ToneAnswer {
  return isTone(answer.trial);
}

/** Of all amounts one way, the one of the greatest overall gain. */
export function bestByDirection(tones: readonly ToneAnswer[]): Map<Direction, ToneAnswer> {
  const best = new Map<Direction, ToneAnswer>();
  for (const answer of tones) {
    const direction = directionOf(answer.trial.edit, answer.trial.amount);
    const [gain = 0] = answer.gains;
    if (gain > (best.get(direction)?.gains[0] ?? -Infinity)) best.set(direction, answer);
  }
  return best;
}
