/** The part of the contract about the decision log. */
import * as v from 'valibot';
import { HistoryStepSchema, STEP_REASONS } from '../decision.ts';
import { VerdictSchema } from '../verdict.ts';
import { id, count, UndoResult, request } from './values.ts';

/** Most steps that one `history.list` may ask for. */
export const MOST_HISTORY = 500;

/** One line of a photo's history, newest first. */
export const HistoryEntrySchema = v.object({
  /** Milliseconds since 1970. */
  at: v.number(),
  kind: v.picklist(['decision', 'undo', 'redo', 'sidecar']),
  /** Absent where an older Keepers did not write it down. */
  reason: v.optional(v.picklist(STEP_REASONS)),
  before: VerdictSchema,
  after: VerdictSchema,
});
export type HistoryEntry = v.InferOutput<typeof HistoryEntrySchema>;

export const HISTORY_REQUESTS = {
  /** The decision log, newest step first; with `sidecars`, what was read from them too. */
  'history.list': request(
    v.object({
      before: v.optional(id),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_HISTORY)),
      sidecars: v.optional(v.boolean()),
    }),
    v.object({ steps: v.array(HistoryStepSchema), total: count }),
  ),
  /**
   * Goes back to how things were after a step, 0 for before the first; what was read from sidecars since stays.
   * One undo step.
   */
  'history.restore': request(v.object({ point: count }), UndoResult),
} as const;
