/** How much weaker than the likeliest the prior is to be, so that hardly anybody's ranking gets worse. */
import { pairAccuracy } from '../evaluation/pair-accuracy.ts';
import { mean, take } from '../evaluation/values.ts';
import type { Decision } from './decisions.ts';
import { designOf } from './design.ts';
import { personalScores } from './personal-score.ts';
import { posterior } from './posterior.ts';
import { columnVariances, type TastePrior } from './prior.ts';
import type { TasteGroup, TasteTable } from './taste-basis.ts';

/** A person whose liking of other photos is known, because they are simulated. */
export interface KnownPerson {
  readonly decisions: readonly Decision[];
  /** Photos without decisions, and how much the person likes each. */
  readonly others: ArrayLike<number>;
  readonly liking: ArrayLike<number>;
}

/** Shares of the likeliest strengths that are tried. */
const SHARES = [1, 0.7, 0.5, 0.35, 0.25];
/** A loss of pair accuracy counts as much as a gain so many times larger. */
const LOSS_AVERSION = 5;

/**
 * The strengths times the share at which these people gain most, where losses count five times: the likeliest strengths give
 * the greatest mean gain, and make the ranking of every eighth person worse.
 */
export function cautious(
  table: TasteTable,
  prior: TastePrior,
  people: readonly KnownPerson[],
): TastePrior {
  const cases = people.map(({ decisions, others, liking }) => ({
    design: designOf(table, decisions),
    others,
    liking,
    general: pairAccuracy(take(table.score, others), liking),
  }));
  const worth = SHARES.map((share) => {
    const { scale } = prior;
    const variances = columnVariances(table.groups, scaledBy(share, prior.variances));
    return mean(
      cases.map(({ design, others, liking, general }) => {
        const scores = personalScores(table, posterior(design, { variances, scale }));
        const gain = pairAccuracy(take(scores, others), liking) - general;
        return gain >= 0 ? gain : LOSS_AVERSION * gain;
      }),
    );
  });
  const share = SHARES[worth.indexOf(Math.max(...worth))] as number;
  return { ...prior, variances: scaledBy(share, prior.variances) };
}

function scaledBy(share: number, variances: TastePrior['variances']): TastePrior['variances'] {
  const entries = Object.entries(variances) as [TasteGroup, number][];
  return Object.fromEntries(entries.map(([group, variance]) => [group, share * variance]));
}
