import { Random } from '../random.ts';
import { quantile } from './quantile.ts';

/** A figure with its interval. All are NaN where it could not be computed. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** How intervals are made. */
export interface BootstrapOptions {
  /** Resamples; 1,000 place the ends of a 95 % interval to about a tenth of its width. */
  readonly draws?: number;
  readonly seed?: number;
  /** Probability that the interval is meant to cover. */
  readonly level?: number;
}

/** A figure of the pictures at `rows`; a row that was drawn twice is there twice. */
export type Statistic = (rows: Uint32Array) => number;

/**
 * The percentile bootstrap (Efron 1979): pictures are drawn with replacement, `count` of them a draw, and
 * the ends are the quantiles of the figure over the draws. One seed draws the same pictures for every
 * figure, so that figures of one set go up and down together. Draws in which the figure is not finite (an
 * AUC without a positive) are left out.
 */
export function bootstrap(
  count: number,
  statistic: Statistic,
  options: BootstrapOptions = {},
): Estimate {
  const { draws = 1000, seed = 1, level = 0.95 } = options;
  const value = statistic(Uint32Array.from({ length: count }, (_, row) => row));
  const random = Random.from(seed);
  const rows = new Uint32Array(count);
  const figures: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    for (let at = 0; at < count; at++) rows[at] = random.integer(count);
    const figure = statistic(rows);
    if (Number.isFinite(figure)) figures.push(figure);
  }
  const tail = (1 - level) / 2;
  return { value, lower: quantile(figures, tail), upper: quantile(figures, 1 - tail) };
}

/**
 * The interval of `first` − `second`, both of the same drawn pictures (a paired difference): much narrower
 * than the difference of two intervals where both find the same pictures hard.
 */
export function bootstrapDifference(
  count: number,
  first: Statistic,
  second: Statistic,
  options: BootstrapOptions = {},
): Estimate {
  return bootstrap(count, (rows) => first(rows) - second(rows), options);
}
