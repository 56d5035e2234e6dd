/** What one value means among the library's. */
import { SCORE_MAX, SCORE_MIN } from '../../src-shared/attribute.ts';
import type { Distribution, PhotoDetail } from '../../src-shared/bridge.ts';
import { RATED_ATTRIBUTES, type RatedAttribute } from '../../src-shared/attribute.ts';

/** Percentile, 0–100, of a score within a distribution; linear within a bin. Undefined where that is empty. */
export function percentileOf(score: number, { bins, total }: Distribution): number | undefined {
  if (total === 0 || bins.length === 0) return undefined;
  const place = ((score - SCORE_MIN) / (SCORE_MAX - SCORE_MIN)) * bins.length;
  const bin = Math.max(0, Math.min(bins.length - 1, Math.floor(place)));
  const below = bins.slice(0, bin).reduce((sum, count) => sum + count, 0);
  const within = Math.max(0, Math.min(1, place - bin)) * (bins[bin] ?? 0);
  return ((below + within) / total) * 100;
}

/** A distribution's bins smoothed with a Gaussian of `sigma` bins, scaled so that the highest is 1. */
export function smoothCurve(bins: readonly number[], sigma: number): number[] {
  const reach = Math.ceil(sigma * 3);
  const weights = Array.from({ length: reach * 2 + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)),
  );
  const curve = bins.map((_, at) =>
    weights.reduce((sum, weight, offset) => sum + weight * (bins[at + offset - reach] ?? 0), 0),
  );
  const highest = Math.max(...curve, Number.MIN_VALUE);
  return curve.map((value) => value / highest);
}

export interface AttributeStanding {
  readonly attribute: RatedAttribute;
  /** 1–5. */
  readonly score: number;
  /** 0–100 in the library; absent where it is not known yet. */
  readonly percentile: number | undefined;
  /** Percentile less that of the overall score. */
  readonly departure: number;
}

/** The attributes that the model gave, those first that stand furthest from the overall score's percentile. */
export function attributeStandings(detail: PhotoDetail): AttributeStanding[] {
  const { percentiles, photo } = detail;
  const overall = percentiles.aesthetic;
  return RATED_ATTRIBUTES.flatMap((attribute) => {
    const score = photo.score?.values[attribute];
    if (score === undefined) return [];
    const percentile = percentiles[attribute];
    const departure = percentile === undefined || overall === undefined ? 0 : percentile - overall;
    return [{ attribute, score, percentile, departure }];
  }).sort((a, b) => Math.abs(b.departure) - Math.abs(a.departure));
}
