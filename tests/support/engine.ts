import path from 'node:path';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { Photo, Status } from '../../src-shared/bridge.ts';
import { portPair } from '../../src-shared/port.ts';
import { openEngine, type Engine } from '../../src-main/engine/index.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { repositoryRoot } from './data.ts';

export interface OpenedEngine {
  readonly engine: Engine;
  readonly client: BridgeClient;
  close(): Promise<void>;
}

/** A real engine in this process, with a trusted client; with the shipped models or those of a folder. */
export async function openTestEngine(
  home: string,
  modelsFolder = path.join(repositoryRoot, 'models'),
): Promise<OpenedEngine> {
  // Trying a software adapter would take the cores from what is tested.
  process.env.KEEPERS_PROVIDER ??= 'cpu';
  const engine = await openEngine({
    home,
    cache: path.join(home, 'cache'),
    modelsFolder,
    version: '0.0.0',
    spawnWorker: spawnNodeWorker,
  });
  const [ours, theirs] = portPair();
  engine.connect(theirs, { trusted: true });
  const client = new BridgeClient(ours);
  return {
    engine,
    client,
    close: async () => {
      client.close();
      await engine.close();
    },
  };
}

/** Asks until the answer is what is waited for; fails with the last answer. */
export async function until<T>(
  ask: () => Promise<T>,
  isThere: (answer: T) => boolean,
  seconds = 45,
): Promise<T> {
  const giveUpAt = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (Date.now() > giveUpAt) {
      throw new Error(`gave up waiting; last: ${JSON.stringify(answer).slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** All photos of the library by file name. */
export async function photosByName(client: BridgeClient): Promise<Map<string, Photo>> {
  return new Map((await firstPhotos(client)).photos.map((photo) => [photo.name, photo]));
}

/** How many files of photos there are, and the first 500 of them by name. */
async function firstPhotos(client: BridgeClient): Promise<{ files: number; photos: Photo[] }> {
  const { ids } = await client.request('photos.query', {
    filter: {},
    sort: { by: 'name', direction: 'ascending' },
  });
  return {
    files: ids.length,
    photos: await client.request('photos.get', { ids: ids.slice(0, 500) }),
  };
}

/** Waits until `count` files of photos, 500 at most, are scored, measured or failed, and nothing is under way. */
export async function untilSettled(client: BridgeClient, count: number): Promise<Status> {
  const { status } = await until(
    async () => ({
      status: await client.request('status', {}),
      ...(await firstPhotos(client)),
    }),
    ({ status: { tasks }, files, photos }) =>
      files === count &&
      photos.every(({ stage }) => stage !== 'seen' && stage !== 'decoded') &&
      !tasks.some(({ state }) => state === 'running'),
  );
  return status;
}
