import type { Filter } from '../../src-shared/bridge.ts';
import type { App } from './app.svelte.ts';

/** Ids of the photos that a dialog is to work on: of those in view the picks, the rejects or all, or the selected ones. */
export async function pickedPhotos(app: App, what: string): Promise<readonly number[]> {
  if (what === 'selected') return app.targets;
  if (what === 'all') return app.library.ids;
  const { filter, sort } = app.library;
  const flags: Filter['flags'] = [what === 'rejects' ? 'reject' : 'pick'];
  const { ids } = await app.engine.request('photos.query', { filter: { ...filter, flags }, sort });
  return ids;
}
