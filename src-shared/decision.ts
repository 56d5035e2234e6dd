/** What the decision log says of a step: how it came about. */
import * as v from 'valibot';

/** What a person did to give a verdict, as far as a window can tell. */
export const VERDICT_REASONS = [
  'key',
  'control',
  'keep-one',
  'varied',
  'settled',
  'bands',
] as const;
export type VerdictReason = (typeof VERDICT_REASONS)[number];

/**
 * How a step came about: a key, a control on screen, one frame of a burst kept and the rest rejected, the varied best
 * picked together; a disagreement between files settled; bands of the score mapped; groups joined or parted; a collection or a camera's clock changed; an earlier point restored; a
 * step undone or redone; a verdict read from a sidecar.
 */
export const STEP_REASONS = [
  ...VERDICT_REASONS,
  'merge',
  'split',
  'collection',
  'clock',
  'restore',
  'undo',
  'redo',
  'sidecar',
] as const;
export type StepReason = (typeof STEP_REASONS)[number];

/** One step of the decision log. */
export const HistoryStepSchema = v.object({
  /** Grows with time. */
  id: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Absent where an older Keepers did not write it down. */
  reason: v.optional(v.picklist(STEP_REASONS)),
  /** What it did; of `undo` and `redo` what the step did that they are about. */
  summary: v.string(),
  /** How many photos it concerns. */
  photos: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The first of them that are present. */
  ids: v.array(v.number()),
  /** Whether it is taken back as things stand. */
  undone: v.boolean(),
  /** Of one photo: its overall score at the time, and the model that gave it. */
  score: v.optional(
    v.object({ value: v.number(), model: v.object({ id: v.string(), version: v.string() }) }),
  ),
  /** Whether a score, or an order by score, was visible; absent where that is not known or no matter. */
  scoreVisible: v.optional(v.boolean()),
});
export type HistoryStep = v.InferOutput<typeof HistoryStepSchema>;

/** Photos that a step of the history names at most. */
export const HISTORY_PICTURES = 6;
