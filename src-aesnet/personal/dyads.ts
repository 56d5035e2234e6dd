/** Means over pairs of photos, with an error that knows that pairs share photos. */

/** Two photos that the person told apart. Photos of one shoot or burst carry one name: they resemble each other, and count as one. */
export interface Dyad {
  readonly betterGroup: string;
  readonly worseGroup: string;
}

export interface DyadMean {
  readonly mean: number;
  /** Standard error of the mean; Infinity where there are too few groups to say. */
  readonly error: number;
}

/** Of fewer groups an interval means nothing. */
const LEAST_GROUPS = 5;

/**
 * The mean of one value a dyad. Dyads that share a group are not independent: the variance is that of dyads
 * (Aronow, Samii & Assenova 2015), Σ over all pairs of dyads with a group in common. NaN without dyads.
 */
export function dyadMean(values: readonly number[], dyads: readonly Dyad[]): DyadMean {
  const count = dyads.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const ofGroup = new Map<string, number>();
  let twice = 0;
  for (const [at, { betterGroup, worseGroup }] of dyads.entries()) {
    const rest = (values[at] as number) - mean;
    for (const group of new Set([betterGroup, worseGroup])) {
      ofGroup.set(group, (ofGroup.get(group) ?? 0) + rest);
    }
    // A pair of groups is counted at both of them.
    if (betterGroup !== worseGroup) twice += rest * rest;
  }
  const shared = [...ofGroup.values()].reduce((sum, value) => sum + value * value, 0) - twice;
  const own = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const enough = ofGroup.size >= LEAST_GROUPS;
  return { mean, error: enough ? Math.sqrt(Math.max(shared, own)) / count : Infinity };
}
