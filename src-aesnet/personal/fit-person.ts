/** One person's taste from their decisions. */
import type { Decision } from './decisions.ts';
import { designOf, type Design } from './design.ts';
import { posterior, type Posterior } from './posterior.ts';
import { columnVariances, expectedSquares, summit, SCALE_STEP, type TastePrior } from './prior.ts';
import type { TasteGroup, TasteTable } from './taste-basis.ts';

/** A person's taste and the prior that it was found with. */
export interface PersonalModel {
  /** MAP weights [D], points. */
  readonly weights: Float64Array;
  /** Laplace's covariance of the weights, row-major [D, D]. */
  readonly covariance: Float64Array;
  /** s, points a unit of log-odds. */
  readonly scale: number;
  readonly variances: TastePrior['variances'];
}

/** Below so many decisions one person's own evidence sets no strength. */
const OWN_EVIDENCE_FROM = 100;
/**
 * Weights that the prior strengths count as in the person's own: their hyperprior, an inverse gamma distribution. An
 * assumption, as is the next: simulated people all come from one prior, so they cannot tell how far people's differ.
 */
const PRIOR_WEIGHTS = 50;
/** SD of log s around the prior's. */
const LOG_SCALE_DEVIATION = 0.15;
const ROUNDS = 3;

/**
 * The posterior of a person's weights. From 100 decisions on, strengths and s move from the prior's towards what the
 * person's own decisions make likely. Throws what `designOf` throws.
 */
export function fitPerson(
  table: TasteTable,
  decisions: readonly Decision[],
  prior: TastePrior,
): PersonalModel {
  const design = designOf(table, decisions);
  const { groups } = table;
  let { variances, scale } = prior;
  let result = posterior(design, { variances: columnVariances(groups, variances), scale });
  if (design.rows >= OWN_EVIDENCE_FROM) {
    for (let round = 0; round < ROUNDS; round++) {
      scale = betterScale(design, groups, variances, scale, prior.scale, result);
      variances = ownStrengths(result, groups, prior.variances);
      result = posterior(
        design,
        { variances: columnVariances(groups, variances), scale },
        result.state,
      );
    }
  }
  const { weights, covariance } = result;
  return { weights, covariance, scale, variances };
}

/** Maximum a posteriori of each strength, given what is known of the weights. */
function ownStrengths(
  result: Posterior,
  groups: readonly TasteGroup[],
  prior: TastePrior['variances'],
): TastePrior['variances'] {
  const squares = expectedSquares([result], groups);
  return Object.fromEntries(
    Object.entries(squares).map(([name, { sum, count }]) => {
      const before = prior[name as TasteGroup] as number;
      return [name, (PRIOR_WEIGHTS * before + sum) / (PRIOR_WEIGHTS + count)];
    }),
  );
}

/** One step of log s up the evidence and its hyperprior, a normal distribution. */
function betterScale(
  design: Design,
  groups: readonly TasteGroup[],
  variances: TastePrior['variances'],
  scale: number,
  center: number,
  here: Posterior,
): number {
  const columns = columnVariances(groups, variances);
  const valueAt = (at: number, evidence: number) =>
    evidence - (Math.log(at / center) / LOG_SCALE_DEVIATION) ** 2 / 2;
  const evidenceAt = (at: number) =>
    valueAt(at, posterior(design, { variances: columns, scale: at }, here.state).evidence);
  const change = summit(
    evidenceAt(scale * Math.exp(-SCALE_STEP)),
    valueAt(scale, here.evidence),
    evidenceAt(scale * Math.exp(SCALE_STEP)),
  );
  return scale * Math.exp(change);
}
