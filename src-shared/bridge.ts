/**
 * THE contract between the engine and whoever uses it: every request and every event, declared once, by area in `bridge/`.
 *
 * Handlers (src-main/engine), hosts (src-main/server, src-main/electron) and the client
 * (src-shared/bridge-client.ts) all derive from it; nothing is typed twice. Whatever crosses a
 * process boundary is parsed with these schemas, on both sides.
 */
export * from './bridge/requests.ts';
export * from './bridge/events.ts';
export * from './bridge/envelopes.ts';
export * from './bridge/cameras.ts';
export * from './bridge/collections.ts';
export * from './bridge/copying.ts';
export * from './bridge/explaining.ts';
export * from './bridge/groups.ts';
export * from './bridge/history.ts';
export * from './bridge/keeping.ts';
export * from './bridge/library.ts';
export * from './bridge/models.ts';
export * from './bridge/settings.ts';
export * from './bridge/showing.ts';
export * from './bridge/status.ts';
export * from './bridge/suggestions.ts';
export * from './bridge/taste.ts';
export * from './bridge/verdicts.ts';
export * from './bridge/words.ts';
