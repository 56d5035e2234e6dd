/** Where in a picture its scores come from, with the model that scores, in a process of its own that is there only while it is used. */
import type { SpawnWorker } from '../workers/types.ts';
import { OnDemandModel } from './on-demand.ts';
import type { HeatMapper, ModelStore } from './types.ts';

export interface HeatMapperOptions {
  readonly spawnWorker: SpawnWorker;
  readonly store: Pick<ModelStore, 'resolveDefault'>;
}

/** Starts nothing yet: the model is looked for when the first picture comes. */
export function createHeatMapper(options: HeatMapperOptions): HeatMapper {
  const model = new OnDemandModel({ ...options, side: 'heat-maps' });
  return {
    map: (tensor) =>
      model.run(async (pool, { entry }) => {
        const { id, version, outputs } = entry;
        const { width, height, maps } = await pool.heatMaps(tensor);
        const size = width * height;
        const byScore = outputs.scores.columns.map((of, at) => [
          of,
          maps.slice(at * size, (at + 1) * size),
        ]);
        return { model: { id, version }, width, height, maps: Object.fromEntries(byScore) };
      }),
    reload: () => model.reload(),
    close: () => model.close(),
  };
}
