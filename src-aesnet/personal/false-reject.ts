/** How many of a person's keepers a cut-off would have lost, and how many at most it may lose. */

export interface CutOffBound {
  /** Photos below it would be rejected, points. */
  readonly cutOff: number;
  /** The person's keepers below it, of all their keepers. */
  readonly lost: number;
  readonly keepers: number;
  /** Upper end of the share that it loses, 0 to 1: with `confidence` for all cut-offs together. */
  readonly upper: number;
}

/**
 * The bound of every cut-off offered. `keeperScores` are out-of-fold scores of photos kept in blind decisions, one a burst.
 * By Bonferroni's correction all bounds hold together with `confidence`; without a keeper nothing is known, and the bound is 1.
 */
export function falseRejectBounds(
  keeperScores: readonly number[],
  cutOffs: readonly number[],
  confidence = 0.95,
): CutOffBound[] {
  const risk = (1 - confidence) / cutOffs.length;
  return cutOffs.map((cutOff) => {
    const lost = keeperScores.filter((score) => score < cutOff).length;
    const keepers = keeperScores.length;
    return { cutOff, lost, keepers, upper: binomialUpper(lost, keepers, 1 - risk) };
  });
}

/** The highest cut-off whose bound is at most `share`; undefined where none is. */
export function suggestCutOff(
  bounds: readonly CutOffBound[],
  share: number,
): CutOffBound | undefined {
  const fit = bounds.filter(({ upper }) => upper <= share);
  return fit.reduce<CutOffBound | undefined>(
    (best, bound) => (best === undefined || bound.cutOff > best.cutOff ? bound : best),
    undefined,
  );
}

/**
 * The exact one-sided upper limit of a share of which `hits` of `trials` were seen (Clopper & Pearson 1934): the share at
 * which so few would be seen with a probability of 1 − `confidence`. 1 without trials.
 */
export function binomialUpper(hits: number, trials: number, confidence: number): number {
  if (!(hits >= 0 && hits <= trials)) throw new RangeError(`${hits} of ${trials} is no share`);
  if (hits === trials) return 1;
  let low = hits / trials;
  let high = 1;
  // Each halving gives a bit; a double holds no more.
  for (let bit = 0; bit < 53; bit++) {
    const middle = (low + high) / 2;
    if (atMost(hits, trials, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** P(at most `hits` of `trials`) with probability p each, summed in logarithms: factorials of thousands overflow. */
function atMost(hits: number, trials: number, p: number): number {
  let term = trials * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let k = 1; k <= hits; k++) {
    term += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(term);
  }
  return sum;
}
