import * as v from 'valibot';
import { SCORED } from './attribute.ts';
import { COLORS, STARS } from './verdict.ts';

/** What photos whose score is at least `from` get, unless a higher band takes them: one thing, or nothing. */
export const ScoreBandSchema = v.object({
  from: v.number(),
  stars: v.optional(v.picklist(STARS)),
  color: v.optional(v.picklist(COLORS)),
  keyword: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64))),
});
export type ScoreBand = v.InferOutput<typeof ScoreBandSchema>;

export const ScoreBandsSchema = v.object({
  of: v.picklist(SCORED),
  /** Whether bands begin at scores (1–5), or at percentiles (0–100) among the photos that match. */
  by: v.picklist(['score', 'percentile']),
  bands: v.pipe(v.array(ScoreBandSchema), v.minLength(1), v.maxLength(10)),
  /** Whether photos that have stars, or a colour, of their own get others. */
  replace: v.boolean(),
});
export type ScoreBands = v.InferOutput<typeof ScoreBandsSchema>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How many photos fall into a band, and for how many of them something changes. */
export const BandCountSchema = v.object({ from: v.number(), photos: count, changed: count });
export type BandCount = v.InferOutput<typeof BandCountSchema>;
