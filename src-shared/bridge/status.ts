/** The part of the contract about what is going on: the state of the whole, and long work. */
import * as v from 'valibot';
import { ErrorInfoSchema } from '../photo.ts';
import { id, count, nothing, request } from './values.ts';
import { RootSchema } from './library.ts';
import { DeviceReportSchema } from './models.ts';

/** Long work: what the status bar shows. */
export const TaskSchema = v.object({
  id: v.string(),
  kind: v.picklist([
    'scan',
    'decode',
    'score',
    'measure',
    'write-sidecars',
    'sample',
    'import',
    'deliver',
    'backup',
    'show',
    'finetune',
  ]),
  /** What is being done, for a person: "Scoring photos". */
  label: v.string(),
  done: count,
  /** Absent while the end is unknown. */
  total: v.optional(count),
  /** Items a second, smoothed; absent until known. */
  rate: v.optional(v.number()),
  secondsLeft: v.optional(v.number()),
  failed: count,
  state: v.picklist(['running', 'finished', 'cancelled', 'failed']),
  error: v.optional(ErrorInfoSchema),
});
export type Task = v.InferOutput<typeof TaskSchema>;

export const StatusSchema = v.object({
  version: v.string(),
  roots: v.array(RootSchema),
  photos: count,
  scored: count,
  failed: count,
  /** Verdicts on JPEG, TIFF or DNG that Lightroom will not see in a sidecar. */
  unseenByLightroom: count,
  /** Verdicts not yet in their sidecar. */
  sidecarsPending: count,
  /** Whether writing them was stopped and waits for a word. */
  sidecarsPaused: v.boolean(),
  /** Photos about which files disagree. */
  conflicts: count,
  tasks: v.array(TaskSchema),
  device: DeviceReportSchema,
  canUndo: v.optional(v.string()),
  canRedo: v.optional(v.string()),
  /** The folder that was named last when Keepers was started: windows show it, once. */
  opened: v.optional(v.object({ rootId: id, folderId: v.optional(id), at: v.number() })),
  /** Something is wrong with the whole library: disk full, catalogue read-only. */
  trouble: v.optional(ErrorInfoSchema),
});
export type Status = v.InferOutput<typeof StatusSchema>;

export const STATUS_REQUESTS = {
  status: request(nothing, StatusSchema),
  'tasks.cancel': request(v.object({ taskId: v.string() }), nothing),
} as const;
