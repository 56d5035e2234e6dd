/** Every request there is. */
import type * as v from 'valibot';
import { CAMERA_REQUESTS } from './cameras.ts';
import { COLLECTION_REQUESTS } from './collections.ts';
import { COPYING_REQUESTS } from './copying.ts';
import { EXPLAINING_REQUESTS } from './explaining.ts';
import { GROUP_REQUESTS } from './groups.ts';
import { HISTORY_REQUESTS } from './history.ts';
import { KEEPING_REQUESTS } from './keeping.ts';
import { LIBRARY_REQUESTS } from './library.ts';
import { MODEL_REQUESTS } from './models.ts';
import { SETTINGS_REQUESTS } from './settings.ts';
import { SHOWING_REQUESTS } from './showing.ts';
import { STATUS_REQUESTS } from './status.ts';
import { SUGGESTION_REQUESTS } from './suggestions.ts';
import { TASTE_REQUESTS } from './taste.ts';
import { VERDICT_REQUESTS } from './verdicts.ts';
import { WORD_REQUESTS } from './words.ts';

export const REQUESTS = {
  ...STATUS_REQUESTS,
  ...LIBRARY_REQUESTS,
  ...GROUP_REQUESTS,
  ...EXPLAINING_REQUESTS,
  ...CAMERA_REQUESTS,
  ...VERDICT_REQUESTS,
  ...HISTORY_REQUESTS,
  ...COLLECTION_REQUESTS,
  ...COPYING_REQUESTS,
  ...KEEPING_REQUESTS,
  ...SHOWING_REQUESTS,
  ...SUGGESTION_REQUESTS,
  ...TASTE_REQUESTS,
  ...MODEL_REQUESTS,
  ...SETTINGS_REQUESTS,
  ...WORD_REQUESTS,
} as const;

export type RequestName = keyof typeof REQUESTS;
export type RequestInput<N extends RequestName> = v.InferInput<(typeof REQUESTS)[N]['input']>;
export type RequestOutput<N extends RequestName> = v.InferOutput<(typeof REQUESTS)[N]['output']>;

/** Requests that a host makes on its own behalf; a page that sends one is refused. */
export const HOST_ONLY: readonly RequestName[] = ['host.picture', 'host.paths', 'roots.open'];
