/** The part of the contract about verdicts: given, taken back, written for editors. */
import * as v from 'valibot';
import { VERDICT_REASONS } from '../decision.ts';
import { ErrorInfoSchema } from '../photo.ts';
import { BandCountSchema, ScoreBandsSchema } from '../score-bands.ts';
import { PROFILES, VerdictChangeSchema, VerdictSchema } from '../verdict.ts';
import { id, ids, count, nothing, UndoResult, request } from './values.ts';
import { FilterSchema } from './library.ts';

/** One file as writing a verdict would change it. */
export const PlannedWriteSchema = v.object({
  path: v.string(),
  as: v.picklist(['new-sidecar', 'sidecar', 'embedded']),
  changes: v.array(
    v.object({ name: v.string(), before: v.optional(v.string()), after: v.optional(v.string()) }),
  ),
});

export const VERDICT_REQUESTS = {
  /** On disk before it answers. One undo step. */
  'verdicts.apply': request(
    v.object({
      ids,
      change: VerdictChangeSchema,
      /** Whether the score, or an order by score, was visible when the person decided. */
      scoreVisible: v.boolean(),
      /** What the person did; the log keeps it. */
      reason: v.optional(v.picklist(VERDICT_REASONS)),
    }),
    UndoResult,
  ),
  /** As `verdicts.apply`, with several changes in one undo step. */
  'verdicts.decide': request(
    v.object({
      changes: v.pipe(v.array(v.object({ ids, change: VerdictChangeSchema })), v.minLength(1)),
      scoreVisible: v.boolean(),
      reason: v.optional(v.picklist(VERDICT_REASONS)),
    }),
    UndoResult,
  ),
  /** Takes back the newest step: verdicts, something done to groups or collections, a clock that was set. */
  'verdicts.undo': request(nothing, UndoResult),
  'verdicts.redo': request(nothing, UndoResult),
  /** Settles a conflict: the photo has this verdict, and files that the profile writes are made to say so. */
  'verdicts.settle': request(v.object({ id, verdict: VerdictSchema }), UndoResult),
  /** What writing every verdict again would change, for a profile that need not be set yet. Writes nothing. */
  'sidecars.preview': request(
    v.object({ profile: v.picklist(PROFILES), embed: v.boolean() }),
    v.object({
      /** Photos that have a verdict. */
      photos: count,
      /** How many of them were looked at, the last judged first. */
      lookedAt: count,
      files: v.array(PlannedWriteSchema),
      /** Why some could not be written. */
      errors: v.array(v.object({ path: v.string(), error: ErrorInfoSchema })),
    }),
  ),
  /** Writes every verdict again, in the background. Answers with how many. */
  'sidecars.rewrite': request(nothing, v.object({ photos: count })),
  /** Goes on writing what a cancelled task left, and what could not be written. */
  'sidecars.resume': request(nothing, nothing),
  /** What bands of the score would give to the photos that match. Writes nothing. */
  'bands.preview': request(
    v.object({ filter: FilterSchema, bands: ScoreBandsSchema }),
    v.object({ photos: count, bands: v.array(BandCountSchema) }),
  ),
  /**
   * Gives it to them, as one undo step; answers once keywords are in the files. Undoing takes those back that were not
   * there before.
   */
  'bands.apply': request(
    v.object({ filter: FilterSchema, bands: ScoreBandsSchema }),
    v.object({ ...UndoResult.entries, failed: count }),
  ),
} as const;
