/**
 * What a model has shown that it can do, and what may therefore be said in words.
 *
 * A sentence appears only where the model's held-out ability has cleared its bar; numbers and bars may be
 * shown without one.
 */
import * as v from 'valibot';
import { EMOTIONS, RATED_ATTRIBUTES } from './attribute.ts';

/** Spearman's rank correlation with people's mean ratings of pictures that the model has not seen. */
const correlation = v.pipe(v.number(), v.minValue(-1), v.maxValue(1));
const auc = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

export const AttributeAbilitySchema = v.object({
  level: v.object({ srcc: correlation }),
  /** `lower`: of the 95 % interval. */
  residual: v.object({ srcc: correlation, lower: correlation }),
});
export type AttributeAbility = v.InferOutput<typeof AttributeAbilitySchema>;

/** Area under the curve for "at least a quarter of people felt it", its lower 95 % limit, and how many pictures had it. */
export const EmotionAbilitySchema = v.object({
  auc,
  lower: auc,
  positives: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
export type EmotionAbility = v.InferOutput<typeof EmotionAbilitySchema>;

/** Held-out figures of one model. What was not measured is absent and clears no bar. */
export const AbilitiesSchema = v.object({
  attributes: v.optional(
    v.record(v.picklist(RATED_ATTRIBUTES), v.optional(AttributeAbilitySchema)),
  ),
  emotions: v.optional(v.record(v.picklist(EMOTIONS), v.optional(EmotionAbilitySchema))),
});
export type Abilities = v.InferOutput<typeof AbilitiesSchema>;

/** The bars of the method. `lower` must be exceeded, the others reached. */
export const BARS = {
  level: { srcc: 0.8 },
  residual: { srcc: 0.25, lower: 0.15 },
  emotion: { auc: 0.8, lower: 0.7, positives: 30 },
} as const;

/** Whether words may be used about how good this attribute is. */
export function maySayLevel(ability: AttributeAbility | undefined): boolean {
  return ability !== undefined && ability.level.srcc >= BARS.level.srcc;
}

/** Whether words may be used about this attribute standing out from what the overall score predicts. */
export function maySayStandsOut(ability: AttributeAbility | undefined): boolean {
  if (ability === undefined) return false;
  const { srcc, lower } = ability.residual;
  return srcc >= BARS.residual.srcc && lower > BARS.residual.lower;
}

/** Whether this emotion may be named. */
export function mayNameEmotion(ability: EmotionAbility | undefined): boolean {
  if (ability === undefined) return false;
  const { auc, lower, positives } = BARS.emotion;
  return ability.auc >= auc && ability.lower > lower && ability.positives >= positives;
}
