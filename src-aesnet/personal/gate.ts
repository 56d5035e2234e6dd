/** Whether a personal ranking may be used: only where it foretells held-out decisions better than the general one. */

/** Two photos that the person told apart, and what each ranking made of them without having seen it. */
export interface Comparison {
  /** Photos of one shoot or burst carry one name: they resemble each other, and count as one. */
  readonly betterGroup: string;
  readonly worseGroup: string;
  /** Log-loss in nats of "the better one is ranked higher", under the general and the personal model. */
  readonly general: number;
  readonly personal: number;
}

export interface GateVerdict {
  readonly open: boolean;
  /** Whether the personal ranking is worse at the same confidence: to be said aloud where it had been open. */
  readonly worse: boolean;
  readonly comparisons: number;
  /** Mean of general − personal log-loss a comparison: above 0 where the personal model foretells better. */
  readonly gain: number;
  /** Ends of what the gain may be, each of one-sided 80 % confidence. */
  readonly lower: number;
  readonly upper: number;
}

/** The normal quantile of 80 %: at 95 % the gate hardly ever opens at 50 stars. */
const Z = 0.841621;
/** Of fewer groups an interval means nothing. */
const LEAST_GROUPS = 5;

/**
 * The verdict over comparisons. Comparisons that share a group are not independent: the variance is that of dyads
 * (Aronow, Samii & Assenova 2015), Σ over all pairs of comparisons with a group in common.
 */
export function judgeGate(comparisons: readonly Comparison[]): GateVerdict {
  const count = comparisons.length;
  const gains = comparisons.map(({ general, personal }) => general - personal);
  const gain = gains.reduce((sum, value) => sum + value / count, 0);
  const ofGroup = new Map<string, number>();
  let twice = 0;
  for (const [at, { betterGroup, worseGroup }] of comparisons.entries()) {
    const rest = (gains[at] as number) - gain;
    for (const group of new Set([betterGroup, worseGroup])) {
      ofGroup.set(group, (ofGroup.get(group) ?? 0) + rest);
    }
    // A pair of groups is counted at both of them.
    if (betterGroup !== worseGroup) twice += rest * rest;
  }
  const shared = [...ofGroup.values()].reduce((sum, value) => sum + value * value, 0) - twice;
  const own = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0);
  const enough = ofGroup.size >= LEAST_GROUPS;
  const error = enough ? Math.sqrt(Math.max(shared, own)) / count : Infinity;
  const lower = gain - Z * error;
  const upper = gain + Z * error;
  return { open: lower > 0, worse: upper < 0, comparisons: count, gain, lower, upper };
}
