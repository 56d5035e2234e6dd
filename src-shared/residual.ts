/**
 * The residual: how far an attribute departs from what the overall score alone predicts.
 *
 * residual_k = score_k − (intercept_k + slope_k · aesthetic), with the line of a model's manifest. Attributes
 * follow the overall score so closely that this departure is all that an explanation can rest on.
 */
import * as v from 'valibot';
import { RATED_ATTRIBUTES, type RatedAttribute, type Scored } from './attribute.ts';

/** What the overall score predicts of one attribute: fitted on the model's own predictions. */
export const ResidualLineSchema = v.object({
  intercept: v.number(),
  slope: v.number(),
  /** SD of this model's residual over validation photos: how far the usual photo departs. Absent: not known. */
  standardDeviation: v.optional(v.pipe(v.number(), v.gtValue(0))),
});
export type ResidualLine = v.InferOutput<typeof ResidualLineSchema>;

export const ResidualLinesSchema = v.record(
  v.picklist(RATED_ATTRIBUTES),
  v.optional(ResidualLineSchema),
);
export type ResidualLines = v.InferOutput<typeof ResidualLinesSchema>;

/** The level that a photo of this overall score usually has. */
export function expectedLevel(aesthetic: number, { intercept, slope }: ResidualLine): number {
  return intercept + slope * aesthetic;
}

/** The residual of every attribute that has both a score and a line; none without an overall score. */
export function residualsOf(
  scores: { readonly [S in Scored]?: number | undefined },
  lines: ResidualLines,
): { [A in RatedAttribute]?: number } {
  const { aesthetic } = scores;
  if (aesthetic === undefined) return {};
  return Object.fromEntries(
    RATED_ATTRIBUTES.flatMap((attribute) => {
      const score = scores[attribute];
      const line = lines[attribute];
      if (score === undefined || line === undefined) return [];
      return [[attribute, score - expectedLevel(aesthetic, line)]];
    }),
  );
}
