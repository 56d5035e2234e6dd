/** Prior strengths, and how the decisions of one person or of many set them. */
import type { Design } from './design.ts';
import { posterior, type NewtonState, type Posterior } from './posterior.ts';
import type { TasteGroup } from './taste-basis.ts';

/** What is assumed of a person before their first decision. */
export interface TastePrior {
  /** Prior variance of each weight of a group, points². */
  readonly variances: Readonly<Partial<Record<TasteGroup, number | undefined>>>;
  /** s: points a unit of log-odds of a person's decisions, given their own score. */
  readonly scale: number;
  /** The same given the general score alone: larger, because their taste is then noise. */
  readonly generalScale: number;
}

/** One person's decisions as a design, and where Newton ended last. */
interface Fitted {
  readonly design: Design;
  readonly result: Posterior;
}

/** Where the search begins. */
const FIRST_VARIANCE = 0.02;
const FIRST_SCALE = 0.3;
const ROUNDS = 40;
/** Rounds end where no strength changes by more than this share. */
const SETTLED = 1e-2;
/** Once s has settled it is tried again every so many rounds, since it costs two fits of everybody. */
const SCALE_ROUNDS = 4;
/** A strength of nothing at all would be a division by zero. */
const LEAST_VARIANCE = 1e-8;
/** Steps of log s around the present one whose evidence is compared. */
export const SCALE_STEP = 0.1;

/** The variance of every column. Throws a RangeError for a group that the prior does not know. */
export function columnVariances(
  groups: readonly TasteGroup[],
  variances: TastePrior['variances'],
): Float64Array {
  return Float64Array.from(groups, (group) => {
    const variance = variances[group];
    if (variance === undefined) throw new RangeError(`there is no prior strength of ${group}`);
    return variance;
  });
}

/**
 * The strengths and s under which the decisions of many people are most likely (type-II maximum likelihood): expectation
 * and maximisation for the strengths, a step up the evidence for s. Each design is one person's; all have these columns.
 */
export function fitPrior(designs: readonly Design[], groups: readonly TasteGroup[]): TastePrior {
  let variances: Record<string, number> = Object.fromEntries(
    groups.map((name) => [name, FIRST_VARIANCE]),
  );
  let scale = FIRST_SCALE;
  let people: Fitted[] = [];
  let scaleSettled = false;
  const fitAll = (at: number, from: readonly Fitted[]) => {
    const prior = { variances: columnVariances(groups, variances), scale: at };
    return designs.map((design, i): Fitted => ({
      design,
      result: posterior(
        design,
        prior,
        from[i] && rescaled(from[i].result.state, design, scale / at),
      ),
    }));
  };
  const evidenceOf = (fits: readonly Fitted[]) =>
    fits.reduce((sum, { result }) => sum + result.evidence, 0);
  for (let round = 0; round < ROUNDS; round++) {
    people = fitAll(scale, people);
    const before = { ...variances, scale };
    const triesScale = round % SCALE_ROUNDS === 0 || !scaleSettled;
    if (triesScale) {
      const up = evidenceOf(fitAll(scale * Math.exp(SCALE_STEP), people));
      const down = evidenceOf(fitAll(scale * Math.exp(-SCALE_STEP), people));
      const change = summit(down, evidenceOf(people), up);
      scaleSettled = Math.abs(change) < SETTLED;
      people = people.map(({ design, result }) => ({
        design,
        result: { ...result, state: rescaled(result.state, design, Math.exp(-change)) },
      }));
      scale *= Math.exp(change);
    }
    const squares = expectedSquares(
      people.map(({ result }) => result),
      groups,
    );
    variances = Object.fromEntries(
      Object.entries(squares).map(([name, { sum, count }]) => [
        name,
        Math.max(LEAST_VARIANCE, sum / count),
      ]),
    );
    const after: Record<string, number> = { ...variances, scale };
    const change = Object.entries(before).map(([name, value]) =>
      Math.abs(Math.log((after[name] as number) / value)),
    );
    if (triesScale && Math.max(...change) < SETTLED) break;
  }
  return { variances, scale, generalScale: generalScaleOf(designs) };
}

/** Where the parabola through three values a step apart has its top, as a change of log s; two steps at most. */
export function summit(down: number, here: number, up: number): number {
  const slope = (up - down) / 2;
  const bend = up + down - 2 * here;
  const most = 2 * SCALE_STEP;
  if (!(bend < 0)) return Math.sign(slope) * most;
  return Math.max(-most, Math.min(most, (-slope / bend) * SCALE_STEP));
}

/** Σ E[w²] over the columns of each group and over people, and how many these are. */
export function expectedSquares(
  people: readonly Posterior[],
  groups: readonly TasteGroup[],
): Readonly<Record<string, { readonly sum: number; readonly count: number }>> {
  const squares: Record<string, { sum: number; count: number }> = {};
  for (const { weights, covariance } of people) {
    for (const [i, group] of groups.entries()) {
      const own = (squares[group] ??= { sum: 0, count: 0 });
      const variance = covariance[i * groups.length + i] as number;
      own.sum += (weights[i] as number) ** 2 + variance;
      own.count++;
    }
  }
  return squares;
}

/** The s under which the general score alone makes the decisions most likely. */
function generalScaleOf(designs: readonly Design[]): number {
  const bare = designs.map((design) => ({ ...design, columns: 0, x: new Float64Array() }));
  const evidenceAt = (scale: number) =>
    bare.reduce(
      (sum, design) => sum + posterior(design, { variances: new Float64Array(), scale }).evidence,
      0,
    );
  let scale = FIRST_SCALE;
  for (let round = 0; round < ROUNDS; round++) {
    const change = summit(
      evidenceAt(scale * Math.exp(-SCALE_STEP)),
      evidenceAt(scale),
      evidenceAt(scale * Math.exp(SCALE_STEP)),
    );
    scale *= Math.exp(change);
    if (Math.abs(change) < SETTLED) break;
  }
  return scale;
}

/** The same weights and cut-offs, in points, where s has been divided by `ratio`. */
function rescaled({ core, shoots }: NewtonState, { columns }: Design, ratio: number): NewtonState {
  return { core: core.map((value, i) => (i < columns ? value : value * ratio)), shoots };
}
