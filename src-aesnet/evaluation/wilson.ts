/** The normal quantile of a two-sided 95 %. */
const Z = 1.959964;

/** A share of independent trials with its 95 % score interval (Wilson 1927), which stays within 0 and 1. */
export function wilson(
  hits: number,
  trials: number,
): { readonly value: number; readonly lower: number; readonly upper: number } {
  const value = hits / trials;
  const squared = Z * Z;
  const center = (hits + squared / 2) / (trials + squared);
  const reach =
    (Z * Math.sqrt((value * (1 - value)) / trials + squared / (4 * trials * trials))) /
    (1 + squared / trials);
  return { value, lower: Math.max(0, center - reach), upper: Math.min(1, center + reach) };
}
