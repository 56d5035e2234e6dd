/** Relevances are told apart in so many steps from the lowest to the highest: finer than what is known of them. */
const STEPS = 2 ** 26;
/** Standardised relevances beyond this many deviations are as good, or as bad, as each other. */
const FARTHEST = 8;

/**
 * Ids with the most relevant first, those as relevant as each other in the order that they had, those without a relevance (NaN)
 * last. One number holds a photo's relevance and its place, because numbers are sorted many times faster than objects are.
 */
export function mostFitting(ids: readonly number[], relevances: Float64Array): number[] {
  const keys = relevances.map((relevance, place) => stepsBelowBest(relevance) * STEPS + place);
  return Array.from(keys.sort(), (key) => ids[key % STEPS] as number);
}

function stepsBelowBest(relevance: number): number {
  if (Number.isNaN(relevance)) return STEPS + 1;
  const clamped = Math.max(-FARTHEST, Math.min(FARTHEST, relevance));
  return Math.round(((FARTHEST - clamped) / (2 * FARTHEST)) * STEPS);
}
