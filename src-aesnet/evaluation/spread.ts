import { quantile } from './quantile.ts';
import { requireSameLength, type Values } from './values.ts';

/** The share that lies within one standard deviation of a normal error. */
export const SPREAD_SHARE = 0.68;

/** The share of pictures, 0 to 1, whose people's mean lies within `spread` of the score; NaN of none. */
export function shareWithin(scores: Values, means: Values, spread: Values): number {
  const errors = errorsInSpreads(scores, means, spread);
  return errors.filter((error) => error <= 1).length / errors.length;
}

/**
 * The factor by which to multiply `spread` so that `share` of the people's means lie within it: that
 * quantile of |people's mean − score| / spread. To be set on validation pictures only.
 */
export function spreadScale(
  scores: Values,
  means: Values,
  spread: Values,
  share: number = SPREAD_SHARE,
): number {
  return quantile(errorsInSpreads(scores, means, spread), share);
}

/** |people's mean − score| / spread. Throws a RangeError for a spread that is not above 0. */
function errorsInSpreads(scores: Values, means: Values, spread: Values): Float64Array {
  requireSameLength(scores, means);
  requireSameLength(scores, spread);
  return Float64Array.from(scores, (score, i) => {
    const width = spread[i] as number;
    if (!(width > 0)) throw new RangeError(`the spread of picture ${i} is ${width}`);
    return Math.abs((means[i] as number) - score) / width;
  });
}
