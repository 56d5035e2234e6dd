import { quantile } from './quantile.ts';
import { requireSameLength, type Values } from './values.ts';

/** How far scores move under a change that should not move them, in points of the 1–5 scale. */
export interface StabilitySummary {
  readonly photos: number;
  /** Median, 95th percentile and maximum of |changed − original|. */
  readonly median: number;
  readonly percentile95: number;
  readonly maximum: number;
}

/** Sums up |changed − original| over photos; figures are NaN without any. */
export function summariseStability(original: Values, changed: Values): StabilitySummary {
  requireSameLength(original, changed);
  const moves = Float64Array.from(original, (score, i) => Math.abs((changed[i] as number) - score));
  return {
    photos: moves.length,
    median: quantile(moves, 0.5),
    percentile95: quantile(moves, 0.95),
    maximum: quantile(moves, 1),
  };
}
