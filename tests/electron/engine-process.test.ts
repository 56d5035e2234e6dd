/**
 * The engine under Electron, with threads for utility processes: the real engine, the real workers and the
 * real broker between them; only Electron's own process and channel classes are acted out.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { KeepersError } from '../../src-shared/errors.ts';
import { EngineProcess } from '../../src-main/electron/engine-process.ts';
import { electronPort } from '../../src-main/workers/electron-port.ts';
import { repositoryRoot } from '../support/data.ts';
import { threadChannel, ThreadChild, type TransferredThreadPort } from './utility-threads.ts';

const ENTRIES: Record<string, string> = {
  'engine.js': 'src-main/electron/engine-entry.ts',
  'decode-worker.js': 'src-main/decoding/worker.ts',
  'inference-worker.js': 'src-main/inference/worker.ts',
  'learn-worker.js': 'src-main/personal/worker.ts',
};

/** Starting a thread of TypeScript takes a second or two on a busy machine. */
const SOON = { timeout: 30_000 };

let folder: string;
let entries: typeof ENTRIES;
let children: ThreadChild[];
let ready: number;
let gaveUp: KeepersError | undefined;
let engine: EngineProcess<TransferredThreadPort>;

const living = (entry: string) =>
  children.filter((child) => child.running && child.name === path.basename(entry));

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-electron-'));
  children = [];
  entries = { ...ENTRIES };
  ready = 0;
  gaveUp = undefined;
  engine = new EngineProcess<TransferredThreadPort>({
    engine: {
      home: path.join(folder, 'home'),
      cache: path.join(folder, 'cache'),
      modelsFolder: path.join(repositoryRoot, 'models'),
      version: '1.2.3',
    },
    folder: '/bundles',
    fork: (file) => {
      const child = new ThreadChild(
        path.join(repositoryRoot, entries[path.basename(file)] ?? file),
      );
      children.push(child);
      return child;
    },
    channel: threadChannel,
    onReady: () => void ready++,
    onGiveUp: (error) => (gaveUp = error),
  });
});

afterEach(async () => {
  await engine.close();
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function connectPage(): Promise<BridgeClient> {
  return new BridgeClient(electronPort(await engine.connect()));
}

describe('the engine as a utility process', () => {
  it('serves pages, who may not ask what only hosts may, and main, which may', async () => {
    engine.start();
    const page = await connectPage();
    expect((await page.request('status', {})).version).toBe('1.2.3');
    await expect(page.request('host.picture', { id: 1, kind: 'thumbnail' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(
      engine.request('host.picture', { id: 1, kind: 'thumbnail' }),
    ).rejects.toMatchObject({ code: 'photo-unknown' });
  });

  it('gets its workers from main, and they decode and score', async () => {
    const shoot = path.join(folder, 'shoot');
    mkdirSync(shoot);
    await sharp({
      create: {
        width: 900,
        height: 600,
        channels: 3,
        background: '#5577aa',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toFile(path.join(shoot, 'a.jpg'));
    engine.start();
    const page = await connectPage();
    await page.request('roots.add', { path: shoot });
    const sort = { by: 'name', direction: 'ascending' } as const;
    await expect
      .poll(
        async () => {
          const { ids } = await page.request('photos.query', { filter: {}, sort });
          const [photo] = await page.request('photos.get', { ids });
          return { error: photo?.error, scored: photo?.score?.values.aesthetic !== undefined };
        },
        { timeout: 50_000, interval: 200 },
      )
      .toEqual({ error: undefined, scored: true });
    const picture = await engine.request('host.picture', { id: 1, kind: 'thumbnail' });
    expect(existsSync(picture.path)).toBe(true);
    expect(children.map((child) => child.name)).toEqual(
      expect.arrayContaining(['engine-entry.ts', 'worker.ts']),
    );
  });

  it('is started again when it dies, and pages hear of it by their port', async () => {
    engine.start();
    const page = await connectPage();
    await page.request('status', {});
    const lost = page.request('photos.query', {
      filter: {},
      sort: { by: 'name', direction: 'ascending' },
    });
    living('engine-entry.ts')[0]?.kill();
    await lost.catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'disconnected' }));
    await expect.poll(() => ready, SOON).toBe(2);
    const again = await connectPage();
    expect((await again.request('status', {})).version).toBe('1.2.3');
    await expect(page.request('status', {})).rejects.toMatchObject({ code: 'disconnected' });
    expect(gaveUp).toBeUndefined();
  });

  it('takes its workers along when it dies, even one that hangs', async () => {
    entries['decode-worker.js'] = 'tests/electron/hanging-worker.ts';
    const shoot = path.join(folder, 'shoot');
    mkdirSync(shoot);
    writeFileSync(path.join(shoot, 'a.jpg'), 'not yet');
    engine.start();
    await engine.request('roots.add', { path: shoot });
    await expect.poll(() => living('hanging-worker.ts').length, SOON).toBeGreaterThan(0);
    const hanging = living('hanging-worker.ts');
    living('engine-entry.ts')[0]?.kill();
    await expect.poll(() => hanging.filter((worker) => worker.running), SOON).toEqual([]);
  });

  it('is given up after crashing again and again', async () => {
    engine.start();
    for (let crash = 1; crash <= 3; crash++) {
      await expect.poll(() => ready, SOON).toBe(crash);
      living('engine-entry.ts')[0]?.kill();
    }
    await expect.poll(() => gaveUp?.code, SOON).toBe('internal');
    expect(living('engine-entry.ts')).toEqual([]);
    await expect(engine.connect()).rejects.toMatchObject({ code: 'internal' });
  });

  it('is given up with its own sentence where it cannot open the library', async () => {
    // A file where the home folder should be.
    writeFileSync(path.join(folder, 'home'), '');
    engine.start();
    await expect.poll(() => gaveUp, SOON).toBeDefined();
    expect(gaveUp?.message).not.toBe('');
    await expect(engine.connect()).rejects.toBe(gaveUp);
  });

  it('closes in good order, its workers with it', async () => {
    engine.start();
    await connectPage();
    await engine.close();
    await expect.poll(() => children.filter((child) => child.running), SOON).toEqual([]);
    expect(ready).toBe(1);
    expect(gaveUp).toBeUndefined();
  });
});
