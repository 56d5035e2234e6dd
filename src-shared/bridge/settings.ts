/** The part of the contract about settings. */
import * as v from 'valibot';
import { LARGEST_BURST_GAP } from '../group.ts';
import { PROFILES } from '../verdict.ts';
import { count, nothing, request } from './values.ts';

export const SettingsSchema = v.object({
  theme: v.picklist(['dark', 'grey', 'bright']),
  autoAdvance: v.boolean(),
  hideScores: v.boolean(),
  /** Bytes that previews may take on disk. */
  previewCacheBytes: count,
  /** Whether the terms of the model's training data have been read in the first run. */
  termsSeen: v.boolean(),
  /** Longest time in seconds between two frames of a burst. */
  burstGap: v.pipe(v.number(), v.minValue(0), v.maxValue(LARGEST_BURST_GAP)),
  /** The editors that verdicts are written for. */
  profile: v.picklist(PROFILES),
  /** Whether JPEG, TIFF and DNG hold their verdicts themselves; absent until the person has been asked. */
  embed: v.optional(v.boolean()),
  /** The program that photos are handed over to; absent for the system's own choice. */
  editor: v.optional(v.string()),
  /** What the window looked like when it was left; the renderer's own business. */
  layout: v.optional(v.record(v.string(), v.unknown())),
  /** Key bindings that differ from the defaults: command → keys. */
  keys: v.optional(v.record(v.string(), v.string())),
});
export type Settings = v.InferOutput<typeof SettingsSchema>;

export const SETTINGS_REQUESTS = {
  'settings.get': request(nothing, SettingsSchema),
  'settings.set': request(v.partial(SettingsSchema), SettingsSchema),
} as const;
