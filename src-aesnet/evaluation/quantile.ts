import type { Values } from './values.ts';

/**
 * The value below which the share `p` (0 to 1) of `values` lies, interpolated linearly between order
 * statistics (Hyndman & Fan 1996, type 7). NaN of nothing; throws a RangeError for `p` outside 0 to 1.
 */
export function quantile(values: Values, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected a share from 0 to 1, received ${p}`);
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}

/** The middle value; NaN of nothing. */
export function median(values: Values): number {
  return quantile(values, 0.5);
}
