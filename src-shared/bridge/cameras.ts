/** The part of the contract about cameras and their clocks. */
import * as v from 'valibot';
import { id, count, nothing, request } from './values.ts';

/** A body, and how its clock is corrected. Bodies of one name without a serial number share one. */
export const CameraSchema = v.object({
  id,
  name: v.string(),
  serial: v.optional(v.string()),
  photos: count,
  /** Seconds that are added to what its clock says. */
  clockOffset: v.number(),
});
export type Camera = v.InferOutput<typeof CameraSchema>;

/** What another correction of a camera's clock would change. Times are wall clock, `YYYY-MM-DDTHH:MM:SS`. */
export const ClockPreviewSchema = v.object({
  /** Photos of the camera that have a capture time. */
  photos: count,
  /** How many of them would count to another day. */
  otherDays: count,
  /** The photo that is looked at, by the clock as it is corrected now and as it would be. */
  looked: v.optional(v.object({ id, before: v.string(), after: v.string() })),
  /** Photos next to it then, by time; `own` are of the camera itself. */
  around: v.array(v.object({ id, at: v.string(), own: v.boolean() })),
});
export type ClockPreview = v.InferOutput<typeof ClockPreviewSchema>;

/** The largest correction of a clock, seconds: a clock that was never set begins decades ago. */
export const LARGEST_CLOCK_OFFSET = 100 * 366 * 86_400;
const clockOffset = v.pipe(
  v.number(),
  v.minValue(-LARGEST_CLOCK_OFFSET),
  v.maxValue(LARGEST_CLOCK_OFFSET),
);

export const CAMERA_REQUESTS = {
  /** Cameras of the library. */
  'cameras.list': request(nothing, v.array(CameraSchema)),
  /**
   * Corrects a camera's clock: order by time, days and groups follow. `seconds` are added to what it says. One undo
   * step.
   */
  'cameras.setClock': request(v.object({ cameraId: id, seconds: clockOffset }), CameraSchema),
  /** What that would change, seen from one of the camera's photos, counted from 0 in the order of time. */
  'cameras.preview': request(
    v.object({ cameraId: id, seconds: clockOffset, index: count }),
    ClockPreviewSchema,
  ),
} as const;
