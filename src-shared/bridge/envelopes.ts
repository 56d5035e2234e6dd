/** What crosses between a client and the engine. */
import * as v from 'valibot';
import { ErrorInfoSchema } from '../photo.ts';
import { count } from './values.ts';
import { EVENTS, type EventName } from './events.ts';
import { REQUESTS, type RequestName } from './requests.ts';

/** What a client sends. */
export const ClientMessageSchema = v.variant('type', [
  v.object({
    type: v.literal('request'),
    id: count,
    name: v.picklist(Object.keys(REQUESTS) as RequestName[]),
    input: v.unknown(),
  }),
  v.object({ type: v.literal('cancel'), id: count }),
]);
export type ClientMessage = v.InferOutput<typeof ClientMessageSchema>;

/** What the engine sends. Every request is answered once, with ok or error. */
export const EngineMessageSchema = v.variant('type', [
  v.object({ type: v.literal('ok'), id: count, output: v.unknown() }),
  v.object({ type: v.literal('error'), id: count, error: ErrorInfoSchema }),
  v.object({
    type: v.literal('event'),
    name: v.picklist(Object.keys(EVENTS) as EventName[]),
    payload: v.unknown(),
  }),
]);
export type EngineMessage = v.InferOutput<typeof EngineMessageSchema>;
