/** The browser host over the real engine, as `keepers serve` puts them together. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import { pictureAddress } from '../../src-shared/host.ts';
import { openEngine, type Engine } from '../../src-main/engine/index.ts';
import { startServer, type RunningServer } from '../../src-main/server/index.ts';
import { webSocketPort } from '../../src-main/server/web-socket-port.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { repositoryRoot } from '../support/data.ts';
import { ask } from './fixture.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-served-'));
const shoot = path.join(folder, 'shoot');
let engine: Engine;
let server: RunningServer;
let Cookie: string;

beforeAll(async () => {
  mkdirSync(shoot);
  const background = {
    create: { width: 900, height: 600, channels: 3, background: '#57a' },
  } as const;
  await sharp(background).jpeg().toFile(path.join(shoot, 'a.jpg'));
  engine = await openEngine({
    home: path.join(folder, 'home'),
    cache: path.join(folder, 'cache'),
    modelsFolder: path.join(repositoryRoot, 'models'),
    version: '1.2.3',
    spawnWorker: spawnNodeWorker,
  });
  server = await startServer({ engine, port: 0, rendererFolder: folder });
  const entered = await ask(server.port, `/${new URL(server.address).search}`);
  Cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function connectPage(): Promise<BridgeClient> {
  const origin = `http://127.0.0.1:${server.port}`;
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, {
    origin,
    headers: { Cookie },
  });
  await once(socket, 'open');
  return new BridgeClient(webSocketPort(socket));
}

it('shows a catalogued photo to a page that has the token', async () => {
  const page = await connectPage();
  await page.request('roots.add', { path: shoot });
  let version: string | undefined;
  const seen = async () => {
    const sort = { by: 'name', direction: 'ascending' } as const;
    const { ids } = await page.request('photos.query', { filter: {}, sort });
    const [photo] = await page.request('photos.get', { ids });
    version = photo?.pictureVersion;
    return photo?.stage;
  };
  await expect.poll(seen, { timeout: 50_000, interval: 100 }).toMatch(/decoded|scored|measured/);

  const address = pictureAddress('browser', 1, 'thumbnail', version);
  const answer = await ask(server.port, address, { Cookie });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^image\//);
  expect(answer.headers['cache-control']).toContain('immutable');
  expect((await sharp(answer.body).metadata()).width).toBeGreaterThan(100);
  const original = await ask(server.port, pictureAddress('browser', 1, 'full'), { Cookie });
  expect((await sharp(original.body).metadata()).width).toBe(900);

  expect((await ask(server.port, address)).status).toBe(403);
  expect((await ask(server.port, pictureAddress('browser', 2, 'full'), { Cookie })).status).toBe(
    404,
  );
  page.close();
});

it('cancels for a page what that page has given up', async () => {
  const page = await connectPage();
  const controller = new AbortController();
  const asked = page.request('status', {}, controller.signal);
  controller.abort();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  expect((await page.request('status', {})).version).toBe('1.2.3');
  page.close();
});
