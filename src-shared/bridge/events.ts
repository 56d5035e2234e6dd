/** Everything the engine tells without being asked. */
import * as v from 'valibot';
import { id, nothing } from './values.ts';
import { TaskSchema, StatusSchema } from './status.ts';
import { SettingsSchema } from './settings.ts';
import { TASTE_EVENTS } from './taste.ts';

export const EVENTS = {
  /** These photos changed in place: decoded, scored, measured, judged, gone offline. Sent at most every 100 ms. */
  'photos.changed': v.object({ ids: v.array(id) }),
  /** Photos came or went, or an order by score may have changed: query again. Sent at most every 500 ms. */
  'library.changed': nothing,
  /** Groups may have changed: list them again. Sent at most every 500 ms, and only once somebody has listed them. */
  'groups.changed': nothing,
  'task.progress': TaskSchema,
  'status.changed': StatusSchema,
  'settings.changed': SettingsSchema,
  ...TASTE_EVENTS,
  /** One line for the status bar. */
  notice: v.object({ level: v.picklist(['info', 'warning', 'error']), message: v.string() }),
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = v.InferOutput<(typeof EVENTS)[N]>;
