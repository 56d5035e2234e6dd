import { median } from './quantile.ts';
import { requireSameLength, type Values } from './values.ts';

/** The overall scores of the same photos unharmed, a little harmed and much harmed by one kind of damage. */
export interface DamageScores {
  readonly clean: Values;
  readonly weak: Values;
  readonly strong: Values;
}

/** Whether a model sees one kind of damage. */
export interface DamageSummary {
  readonly photos: number;
  /** Share of photos whose clean copy scores above the strongly (weakly) damaged one. */
  readonly cleanAboveStrong: number;
  readonly cleanAboveWeak: number;
  /** Median of clean − strong (clean − weak), in points of the 1–5 scale. */
  readonly strongMargin: number;
  readonly weakMargin: number;
  /** Share of photos whose weakly damaged copy scores above the strongly damaged one. */
  readonly weakAboveStrong: number;
}

/** Sums up one kind of damage; equal scores count as not seen. Figures are NaN without photos. */
export function summariseDamage({ clean, weak, strong }: DamageScores): DamageSummary {
  const toStrong = margins(clean, strong);
  const toWeak = margins(clean, weak);
  return {
    photos: clean.length,
    cleanAboveStrong: shareAboveZero(toStrong),
    cleanAboveWeak: shareAboveZero(toWeak),
    strongMargin: median(toStrong),
    weakMargin: median(toWeak),
    weakAboveStrong: shareAboveZero(margins(weak, strong)),
  };
}

function margins(better: Values, worse: Values): Float64Array {
  requireSameLength(better, worse);
  return Float64Array.from(better, (score, i) => score - (worse[i] as number));
}

function shareAboveZero(values: Float64Array): number {
  return values.filter((value) => value > 0).length / values.length;
}
