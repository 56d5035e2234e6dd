/** Whether a personal ranking may be used: only where it foretells held-out decisions better than the general one. */
import { dyadMean, type Dyad } from './dyads.ts';

/** Two photos that the person told apart, and what each ranking made of them without having seen it. */
export interface Comparison extends Dyad {
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

/**
 * The verdict over comparisons; without any the gain is 0 and may be anything. To open, the personal model must also order more
 * of them right: of somebody whose decisions are noise it foretells better by being less sure, which is no better ranking.
 */
export function judgeGate(comparisons: readonly Comparison[]): GateVerdict {
  const gains = comparisons.map(({ general, personal }) => general - personal);
  const { mean, error } = dyadMean(gains, comparisons);
  const gain = comparisons.length === 0 ? 0 : mean;
  const lower = gain - Z * error;
  const upper = gain + Z * error;
  const ordersBetter =
    rightOnes(comparisons, ({ personal }) => personal) >
    rightOnes(comparisons, ({ general }) => general);
  return {
    open: lower > 0 && ordersBetter,
    worse: upper < 0,
    comparisons: comparisons.length,
    ...{ gain, lower, upper },
  };
}

/** A coin's log-loss: below it the better photo stands higher. */
const COIN = Math.LN2;
/** Losses are sums of floating-point numbers; those of a tie may differ from a coin's by rounding. */
const TIE = 1e-12;

/** How many comparisons are ordered right; a tie is half right. */
function rightOnes(
  comparisons: readonly Comparison[],
  of: (comparison: Comparison) => number,
): number {
  return comparisons.reduce((sum, each) => sum + rightness(of(each)), 0);
}

function rightness(loss: number): number {
  const difference = COIN - loss;
  return Math.abs(difference) < TIE ? 0.5 : difference > 0 ? 1 : 0;
}

/** Shares of comparisons that each ranking orders as the person did, 0 to 1. */
export interface HeldOutAccuracy {
  readonly comparisons: number;
  readonly general: AccuracyInterval;
  readonly personal: AccuracyInterval;
}

export interface AccuracyInterval {
  readonly value: number;
  /** Ends of a 95 % interval. */
  readonly lower: number;
  readonly upper: number;
}

/** The normal quantile of a two-sided 95 %. */
const Z95 = 1.959964;

/** Pair accuracy on held-out decisions; undefined where there are too few for an interval. A tie counts as half. */
export function heldOutAccuracy(comparisons: readonly Comparison[]): HeldOutAccuracy | undefined {
  const share = (of: (comparison: Comparison) => number): AccuracyInterval | undefined => {
    const right = comparisons.map((each) => rightness(of(each)));
    const { mean, error } = dyadMean(right, comparisons);
    if (!Number.isFinite(error)) return undefined;
    return {
      value: mean,
      lower: Math.max(0, mean - Z95 * error),
      upper: Math.min(1, mean + Z95 * error),
    };
  };
  const general = share((each) => each.general);
  const personal = share((each) => each.personal);
  if (general === undefined || personal === undefined) return undefined;
  return { comparisons: comparisons.length, general, personal };
}
