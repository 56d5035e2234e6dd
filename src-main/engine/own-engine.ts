import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { BridgeServer } from '../../src-shared/bridge-server.ts';
import { finishRestore } from '../backup/index.ts';
import { openCatalogue } from '../catalogue/index.ts';
import { acquireLock } from '../catalogue/lock.ts';
import { createDecoder } from '../decoding/index.ts';
import {
  createHeatMapper,
  createInspector,
  createModelStore,
  createPhraseEncoder,
  createScorer,
} from '../inference/index.ts';
import { createMetadata } from '../metadata/index.ts';
import { createLearner, ProfileStore } from '../personal/index.ts';
import { openPreviewCache } from '../previews/index.ts';
import { createTransfer } from '../transfer/index.ts';
import { createWatching, tagAsCache } from '../watching/index.ts';
import { Backups } from './backups.ts';
import { createHandlers } from './handlers.ts';
import { Library } from './library.ts';
import type { EngineOptions } from './types.ts';

/** The engine of a catalogue that this process owns. */
export interface OwnEngine {
  readonly bridge: BridgeServer;
  close(): Promise<void>;
}

/**
 * Puts the rooms together. `onRestored` is called where another library is to take this one's place on the next opening.
 * Rejects where the catalogue cannot be opened; a model that cannot run is shown instead.
 */
export async function openOwnEngine(
  options: EngineOptions,
  onRestored: () => void,
): Promise<OwnEngine> {
  const { home, cache, modelsFolder, spawnWorker } = options;
  await mkdir(cache, { recursive: true });
  await finishRestore(home);
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  const pictures = path.join(cache, 'previews');
  const previews = await openPreviewCache(pictures, catalogue.settings().previewCacheBytes);
  // This folder alone: whoever names a cache folder may keep photos beside it. A full disk is no reason not to start.
  await tagAsCache(pictures).catch(() => undefined);
  const decoder = createDecoder({ spawnWorker });
  const metadata = createMetadata();
  const store = createModelStore({
    builtInFolder: modelsFolder,
    installedFolder: path.join(home, 'models'),
    spawnWorker,
  });
  const scorer = await createScorer({ spawnWorker, store });
  const heatMapper = createHeatMapper({ spawnWorker, store });
  const inspector = createInspector({ spawnWorker, store });
  const phrases = createPhraseEncoder({ spawnWorker, store });
  const watching = createWatching();
  const library = new Library(
    {
      ...{
        catalogue,
        previews,
        decoder,
        metadata,
        scorer,
        phrases,
        heatMapper,
        inspector,
        store,
        watching,
      },
      ...{ profiles: new ProfileStore(home), learner: createLearner(spawnWorker) },
    },
    { version: options.version },
  );
  const backups = new Backups({ home, version: options.version, catalogue }, (sentence) =>
    library.events.notice('warning', sentence),
  );
  const bridge = new BridgeServer(
    createHandlers({
      library,
      catalogue,
      store,
      ...{ home, backups, onRestored },
      ...{ metadata, decoder, scorer, inspector },
      transfer: createTransfer({ journals: path.join(home, 'transfers'), lock: acquireLock }),
      picturesFolder: path.join(os.homedir(), 'Pictures'),
    }),
  );
  library.events.attach(bridge);
  library.start();
  backups.start();
  return {
    bridge,
    close: async () => {
      bridge.close();
      await backups.close();
      await library.close();
      await Promise.all([watching.close(), metadata.close(), decoder.close(), scorer.close()]);
      await previews.close();
      catalogue.close();
    },
  };
}
