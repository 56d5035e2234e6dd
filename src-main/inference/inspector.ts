/** What is wrong with photos, told in a process of its own that is there only while it is used. */
import type { SpawnWorker } from '../workers/types.ts';
import { OnDemandModel } from './on-demand.ts';
import type { Inspector, ModelStore } from './types.ts';

export interface InspectorOptions {
  readonly spawnWorker: SpawnWorker;
  readonly store: Pick<ModelStore, 'resolveDefault'>;
}

/** Starts nothing yet: the model is looked for when the first photo comes. */
export function createInspector(options: InspectorOptions): Inspector {
  const model = new OnDemandModel({
    ...options,
    side: 'damage',
    isOfAsker: ({ code }) => code === 'suggestions-missing',
  });
  return {
    inspect: (photo) => model.run((pool) => pool.inspect(photo)),
    reload: () => model.reload(),
    close: () => model.close(),
  };
}
