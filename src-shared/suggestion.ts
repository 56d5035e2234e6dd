/** What would make a photo better: edits that a model was shown, and what it expects of them. */
import * as v from 'valibot';
import { RATED_ATTRIBUTES } from './attribute.ts';

/** Edits of tone and colour, each by one amount. */
export const TONE_EDITS = [
  'exposure',
  'contrast',
  'shadows',
  'highlights',
  'temperature',
  'tint',
  'saturation',
] as const;
export type ToneEdit = (typeof TONE_EDITS)[number];

/**
 * All edits, by the names of command line and manifest. Amounts: exposure in EV; temperature in mired, positive warmer; tint positive
 * magenta; contrast, shadows, highlights, saturation and tint −100 to 100; straighten in degrees, positive clockwise; crop a window.
 */
export const SUGGESTED_EDITS = [...TONE_EDITS, 'straighten', 'crop'] as const;
export type SuggestedEdit = (typeof SUGGESTED_EDITS)[number];

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** A part of the frame, in shares of its width and height from the top left. */
export const CropWindowSchema = v.object({ x: share, y: share, w: share, h: share });
export type CropWindow = v.InferOutput<typeof CropWindowSchema>;

/** Points by which each attribute's score is predicted to change. */
const AttributeChangesSchema = v.record(v.picklist(RATED_ATTRIBUTES), v.optional(v.number()));
export type AttributeChanges = v.InferOutput<typeof AttributeChangesSchema>;

const predicted = { gain: v.number(), attributes: AttributeChangesSchema };

/** One edit with its predicted gain in points of the overall score. */
export const SuggestionSchema = v.variant('edit', [
  v.object({
    edit: v.picklist([...TONE_EDITS, 'straighten']),
    amount: v.number(),
    ...predicted,
  }),
  v.object({ edit: v.literal('crop'), amount: CropWindowSchema, ...predicted }),
]);
export type Suggestion = v.InferOutput<typeof SuggestionSchema>;
