/** What a model says of a photo's copies. */
import { SCORED } from '../../src-shared/attribute.ts';
import type { Trial, Trials } from './trials.ts';
import { WHOLE } from './trials.ts';

/** Scores of one copy, in the order of SCORED. */
export type CopyScores = ArrayLike<number>;

export interface TrialAnswer {
  readonly trial: Trial;
  /** What the copy has more than what it is compared with, in points, in the order of SCORED. */
  readonly gains: readonly number[];
}

export interface Answers {
  /** Of the photo as it is. */
  readonly base: CopyScores;
  readonly trials: readonly TrialAnswer[];
}

/** `scores`: one a copy. Throws a RangeError for another number of copies. */
export function answersOf({ copies, trials }: Trials, scores: readonly CopyScores[]): Answers {
  if (scores.length !== copies.length) {
    throw new RangeError(`${copies.length} copies, ${scores.length} scores`);
  }
  const value = (copy: number, column: number) => (scores[copy] as CopyScores)[column] as number;
  return {
    base: scores[WHOLE] as CopyScores,
    trials: trials.map((trial) => ({
      trial,
      gains: SCORED.map((_, column) =>
        trial.against.reduce(
          (gain, { copy, weight }) => gain - weight * value(copy, column),
          value(trial.copy, column),
        ),
      ),
    })),
  };
}
