/** The part of the contract about photos that belong together. */
import * as v from 'valibot';
import { SCORED } from '../attribute.ts';
import { GROUP_KINDS, MEASURED_DIFFERENCES } from '../group.ts';
import { id, ids, UndoResult, request } from './values.ts';
import { FilterSchema, PHOTOS_PER_REQUEST } from './library.ts';

/** Photos that belong together. A photo is in one group at most; its first photo names a group. */
export const GroupSchema = v.object({
  kind: v.picklist(GROUP_KINDS),
  /** In the order of capture; of a pair the photo that stands for it. */
  ids: v.array(id),
  /** Whether the person has joined or parted it by hand. */
  manual: v.boolean(),
});
export type Group = v.InferOutput<typeof GroupSchema>;

/** Files of one exposure: one photo on screen, one verdict. A view gives a verdict to all of its ids. */
export const PairSchema = v.object({
  /** The photo that stands for it first: the RAW, where there is one. One alone has a film. */
  ids: v.array(id),
  /** Name of the film beside it. */
  movie: v.optional(v.string()),
});
export type PhotoPair = v.InferOutput<typeof PairSchema>;

/** In what a suggested frame leads the next best of its group. */
export const SuggestionReasonSchema = v.object({
  /** The measurement or score of the largest lead. */
  by: v.picklist(['focus', 'motion', ...SCORED]),
  /** Pixels of blur (Gaussian σ) or of motion at full size, or a score from 1 to 5. */
  value: v.number(),
  /** The same of the next best frame; absent where that has no edge to measure. */
  nextBest: v.optional(v.number()),
  /** Whether the lead is worth mentioning. */
  clear: v.boolean(),
  /** All this as a sentence. */
  text: v.string(),
});
export type SuggestionReason = v.InferOutput<typeof SuggestionReasonSchema>;

export const GroupSuggestionSchema = v.object({
  /** The first photo of the group. */
  group: id,
  /** The suggested one. */
  id,
  reason: SuggestionReasonSchema,
});
export type GroupSuggestion = v.InferOutput<typeof GroupSuggestionSchema>;

/** A frame held against the best of its burst, or the best against the next best. */
export const BurstDifferenceSchema = v.object({
  /** Whether the frame is the suggested one. */
  isBest: v.boolean(),
  /** The frame that it is held against. */
  other: id,
  /** What is notable, as a sentence; absent where nothing is. */
  words: v.optional(v.string()),
  /** What counts most first. */
  differences: v.array(
    v.object({
      of: v.picklist([...MEASURED_DIFFERENCES, ...SCORED]),
      /**
       * Pixels of blur (Gaussian σ) or motion at full size, degrees that the horizon leans, shares of the frame that are clipped, SD of noise in
       * 8-bit units, or a score from 1 to 5. Absent where there is none: of focus, where nothing has an edge.
       */
      own: v.optional(v.number()),
      other: v.optional(v.number()),
      /** Whether the frame is better in it; absent where the difference is not notable. */
      better: v.optional(v.boolean()),
    }),
  ),
});
export type BurstDifference = v.InferOutput<typeof BurstDifferenceSchema>;

export const GROUP_REQUESTS = {
  /** Groups and pairs of which at least one photo matches, whole, by the time of their first photo. */
  'groups.list': request(
    v.object({ filter: v.optional(FilterSchema) }),
    v.object({ groups: v.array(GroupSchema), pairs: v.array(PairSchema) }),
  ),
  /**
   * The best bet of each burst and each group of near duplicates that these photos are in. None of a group whose frames
   * are not all measured yet, of brackets and other sets, and where nothing is known. The others are
   * not judged by it.
   */
  'groups.suggest': request(
    v.object({ ids: v.pipe(v.array(id), v.maxLength(PHOTOS_PER_REQUEST)) }),
    v.array(GroupSuggestionSchema),
  ),
  /**
   * What a photo has over the best of its burst or its near duplicates, and what it lacks. Nothing for photos that are in none, and until
   * all frames have been measured.
   */
  'groups.difference': request(
    v.object({ id }),
    v.object({ difference: v.optional(BurstDifferenceSchema) }),
  ),
  /**
   * Makes the groups of these photos, and those of them that are in none, one group. One undo step. Its kind is the
   * strongest of those that it is made of, unless another is given.
   */
  'groups.merge': request(
    v.object({
      ids: v.pipe(v.array(id), v.minLength(2)),
      kind: v.optional(v.picklist(GROUP_KINDS)),
    }),
    UndoResult,
  ),
  /** Takes these photos out of their groups: together into one of their own, or `each` on its own. One undo step. */
  'groups.split': request(v.object({ ids, each: v.optional(v.boolean()) }), UndoResult),
} as const;
