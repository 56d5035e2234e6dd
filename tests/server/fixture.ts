import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { BridgeServer, type Handlers } from '../../src-shared/bridge-server.ts';
import {
  startServer,
  type RunningServer,
  type ServerOptions,
} from '../../src-main/server/index.ts';
import type { Engine } from '../../src-main/engine/types.ts';

/** Bytes of the picture that photo 1 has, each different from its neighbours. */
export const PICTURE = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

export interface Fixture extends RunningServer {
  readonly folder: string;
  readonly bridge: BridgeServer;
  /** `keepers-PORT=TOKEN`, as the browser sends it back. */
  readonly cookie: string;
  readonly token: string;
}

/**
 * A server on a free port over a bridge with two requests, `host.picture` and `days.list`: the server
 * neither knows nor cares what else an engine can do.
 */
export async function startFixture(options: Partial<ServerOptions> = {}): Promise<Fixture> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-server-'));
  const rendererFolder = path.join(folder, 'renderer');
  mkdirSync(path.join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html><title>Keepers</title>');
  writeFileSync(path.join(rendererFolder, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(path.join(folder, 'secret.html'), 'secret');
  writeFileSync(path.join(folder, 'picture.jpg'), PICTURE);

  const handlers: Partial<Handlers> = {
    'days.list': () => [{ day: '2026-05-01', photos: 3 }],
    'host.picture': ({ id, kind }) => {
      if (id === 1) return { path: path.join(folder, 'picture.jpg'), mime: 'image/jpeg' };
      if (id === 2) return { path: path.join(folder, 'gone.jpg'), mime: 'image/jpeg' };
      if (id === 3) return { path: path.join(folder, 'secret.html'), mime: 'text/html' };
      if (id === 4) throw new Error(`a bug with ${kind} at ${folder}`);
      if (id === 5) return { path: folder, mime: 'image/jpeg' };
      throw new KeepersError('photo-unknown', { id });
    },
  };
  const bridge = new BridgeServer(handlers as Handlers);
  const engine: Engine = {
    role: 'owner',
    connect: (port, connectOptions) => bridge.connect(port, connectOptions),
    onClose: () => undefined,
    close: () => Promise.resolve(),
  };
  const server = await startServer({ engine, port: 0, rendererFolder, ...options });
  const token = new URL(server.address).searchParams.get('token') ?? '';
  return {
    ...server,
    folder,
    bridge,
    token,
    cookie: `keepers-${server.port}=${encodeURIComponent(token)}`,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** One request on a socket of its own, with headers exactly as given: fetch would not send a false Host. */
export function ask(
  port: number,
  target: string,
  headers: OutgoingHttpHeaders = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path: target, method, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const body = Buffer.concat(chunks);
          const { statusCode = 0, headers: received } = incoming;
          resolve({ status: statusCode, headers: received, body, text: body.toString('utf8') });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}
