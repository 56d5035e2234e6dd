/** The part of the contract about edits that would make a photo better. */
import * as v from 'valibot';
import { CropWindowSchema, SUGGESTED_EDITS, SuggestionSchema, TONE_EDITS } from '../suggestion.ts';
import { count, id } from './values.ts';

/** A suggestion with the photo as it would look. */
export const ShownSuggestionSchema = v.object({
  suggestion: SuggestionSchema,
  /** A JPEG as a `data:` address, and its size in pixels. */
  picture: v.string(),
  width: count,
  height: count,
});
export type ShownSuggestion = v.InferOutput<typeof ShownSuggestionSchema>;

/** An edit that is to be written down. */
const ChangeSchema = v.variant('edit', [
  v.object({ edit: v.picklist([...TONE_EDITS, 'straighten']), amount: v.number() }),
  v.object({ edit: v.literal('crop'), amount: CropWindowSchema }),
]);

/** What was written into a sidecar, from which it can be taken back. */
const WrittenDevelopSchema = v.object({
  file: v.string(),
  /** SHA-256 of a sidecar that was made for it. */
  made: v.optional(v.string()),
  properties: v.array(
    v.object({ namespace: v.string(), prefix: v.string(), name: v.string(), value: v.string() }),
  ),
});
export type WrittenDevelop = v.InferOutput<typeof WrittenDevelopSchema>;

export const SUGGESTION_REQUESTS = {
  /**
   * Edits of which the model expects most, best first, at most three; none where nothing we know would help. Takes a second or so and
   * can be cancelled. Fails with `suggestions-missing` for a model that does not come with what it takes.
   */
  'suggestions.find': {
    input: v.object({ id }),
    output: v.object({ suggestions: v.array(ShownSuggestionSchema) }),
  },
  /** Writes edits as develop settings into a sidecar that has none; `written` is absent where none of them can be said of this photo. */
  'suggestions.export': {
    input: v.object({ id, changes: v.pipe(v.array(ChangeSchema), v.minLength(1)) }),
    output: v.object({
      written: v.optional(WrittenDevelopSchema),
      leftOut: v.array(v.picklist(SUGGESTED_EDITS)),
    }),
  },
  /** Takes back what was written, as far as it still stands so. */
  'suggestions.takeBack': {
    input: v.object({ id, written: WrittenDevelopSchema }),
    output: v.object({ found: v.boolean() }),
  },
} as const;
