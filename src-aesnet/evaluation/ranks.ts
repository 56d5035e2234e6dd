import type { Values } from './values.ts';

/**
 * Ranks from 1 to N in ascending order; equal values share the mean of their ranks (midranks).
 * Throws a RangeError where a value is not a number: it has no rank.
 */
export function midranks(values: Values): Float64Array {
  // Sorting bare numbers and looking each one up is several times faster than sorting indices with a
  // comparator, and the bootstrap ranks thousands of times.
  const sorted = Float64Array.from(values).sort();
  const ranks = new Float64Array(values.length);
  for (let at = 0; at < ranks.length; at++) {
    const value = values[at] as number;
    if (Number.isNaN(value)) throw new RangeError(`value ${at} is not a number`);
    const below = countBelow(sorted, value, false);
    let upTo = below + 1;
    // Ties are few as a rule; should they be many, halving is quicker again.
    if (sorted[upTo] === value) upTo = countBelow(sorted, value, true);
    ranks[at] = (below + upTo + 1) / 2;
  }
  return ranks;
}

/** How many of the ascending `sorted` lie below `value`, or at most at it where `inclusive`. */
export function countBelow(sorted: Float64Array, value: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle] as number;
    if (at < value || (inclusive && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
