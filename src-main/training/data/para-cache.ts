import path from 'node:path';
import { createDecoder } from '../../decoding/index.ts';
import { spawnNodeWorker } from '../../workers/node.ts';
import type { ParaRow } from './para.ts';
import { buildRawCache, type CacheProgress } from './build-cache.ts';
import type { RawCache } from './raw-cache.ts';

/** Where the cache of one list of pictures lies. */
export interface ParaCacheOptions {
  /** The folder of all caches. */
  readonly folder: string;
  /** The list's name, which becomes a folder: `train`, `validation` … */
  readonly name: string;
  /** Decode processes. Default: as many as the app takes. */
  readonly processes?: number;
  readonly onProgress?: (progress: CacheProgress) => void;
}

/** The raw cache of these rows, made or completed first where need be: slot i holds the picture of row i. */
export async function ensureParaCache(
  rows: readonly ParaRow[],
  { folder, name, processes, onProgress }: ParaCacheOptions,
): Promise<RawCache> {
  const decoder = createDecoder({
    spawnWorker: spawnNodeWorker,
    ...(processes === undefined ? {} : { processes }),
  });
  try {
    return await buildRawCache(
      rows.map(({ image }) => image),
      {
        folder: path.join(folder, name),
        decoder,
        ...(onProgress === undefined ? {} : { onProgress }),
      },
    );
  } finally {
    await decoder.close();
  }
}
