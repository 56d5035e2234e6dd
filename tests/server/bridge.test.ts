import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer, type ClientOptions } from 'ws';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import { LONGEST_MESSAGE, webSocketPort } from '../../src-main/server/web-socket-port.ts';
import { startServer } from '../../src-main/server/index.ts';
import { startFixture, type Fixture } from './fixture.ts';

let server: Fixture;
beforeAll(async () => void (server = await startFixture()));
afterAll(() => server.close());

const origin = () => `http://127.0.0.1:${server.port}`;

function dial(options: ClientOptions, path = '/bridge'): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${server.port}${path}`, options);
}

async function dialIn(): Promise<WebSocket> {
  const socket = dial({ origin: origin(), headers: { Cookie: server.cookie } });
  await once(socket, 'open');
  return socket;
}

/** The HTTP status with which a WebSocket was refused. */
function refusal(options: ClientOptions, path?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = dial(options, path);
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => reject(new Error('the socket was let in')));
    socket.on('error', () => undefined);
  });
}

describe('the bridge over a WebSocket', () => {
  it('answers requests and sends events', async () => {
    const socket = await dialIn();
    const client = new BridgeClient(webSocketPort(socket));
    expect(await client.request('days.list', {})).toEqual([{ day: '2026-05-01', photos: 3 }]);
    const heard = new Promise((resolve) => client.on('notice', resolve));
    server.bridge.emit('notice', { level: 'info', message: 'hello' });
    expect(await heard).toEqual({ level: 'info', message: 'hello' });
    client.close();
    await once(socket, 'close');
  });

  it('offers a page nothing that is for hosts', async () => {
    const client = new BridgeClient(webSocketPort(await dialIn()));
    await expect(
      client.request('host.picture', { id: 1, kind: 'thumbnail' }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    client.close();
  });

  it('refuses a wrong Origin, Host, token and path before it speaks', async () => {
    const headers = { Cookie: server.cookie };
    expect(await refusal({ origin: 'https://evil.example', headers })).toBe(403);
    expect(await refusal({ origin: 'null', headers })).toBe(403);
    expect(await refusal({ headers: { ...headers, Host: 'evil.example' } })).toBe(403);
    expect(
      await refusal({
        origin: 'http://evil.example',
        headers: { ...headers, Host: 'evil.example' },
      }),
    ).toBe(403);
    expect(await refusal({ origin: origin() })).toBe(403);
    expect(
      await refusal({ origin: origin(), headers: { Cookie: `keepers-${server.port}=wrong` } }),
    ).toBe(403);
    expect(await refusal({ origin: origin() }, `/bridge?token=${server.token}`)).toBe(403);
    expect(await refusal({ origin: origin(), headers }, '/elsewhere')).toBe(404);
  });

  it('tells the engine when the page has gone', async () => {
    const before = server.bridge.clients;
    const socket = await dialIn();
    const client = new BridgeClient(webSocketPort(socket));
    await client.request('days.list', {});
    expect(server.bridge.clients).toBe(before + 1);
    socket.terminate();
    await expect.poll(() => server.bridge.clients).toBe(before);
  });

  it.each([
    ['what is no JSON', 'hello', 1007],
    ['binary', Buffer.from('{}'), 1003],
    ['a message without end', 'x'.repeat(LONGEST_MESSAGE + 1), 1009],
  ])('hangs up on %s, and serves the next page', async (_, message, code) => {
    const socket = await dialIn();
    socket.send(message);
    const [closed] = (await once(socket, 'close')) as [number];
    expect(closed).toBe(code);
    const client = new BridgeClient(webSocketPort(await dialIn()));
    expect(await client.request('days.list', {})).toHaveLength(1);
    client.close();
  });

  it('survives a broken frame', async () => {
    const raw = net.connect(server.port, '127.0.0.1');
    raw.write(
      `GET /bridge HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nCookie: ${server.cookie}\r\n\r\n`,
    );
    await once(raw, 'data');
    raw.write(Buffer.alloc(64, 0xff));
    raw.resume();
    await once(raw, 'close');
    const client = new BridgeClient(webSocketPort(await dialIn()));
    expect(await client.request('days.list', {})).toHaveLength(1);
    client.close();
  });

  it('lets go of a page that answers no heartbeat', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(sockets, 'listening');
    const { port } = sockets.address() as net.AddressInfo;
    const mute = new WebSocket(`ws://127.0.0.1:${port}/`, { autoPong: false });
    const [accepted] = (await once(sockets, 'connection')) as [WebSocket];
    await new Promise<void>((resolve) => webSocketPort(accepted, 20).onClose(resolve));
    mute.terminate();
    sockets.close();
  });

  it('closes what is open when the server closes', async () => {
    const other = await startFixture();
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/bridge`, {
      headers: { Cookie: other.cookie },
    });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await other.close();
    await closed;
    await expect(fetch(`http://127.0.0.1:${other.port}/`)).rejects.toThrow();
  });
});

describe('a server that cannot start', () => {
  it('says what to do about a port that is taken', async () => {
    const start = startServer({
      engine: {
        role: 'owner',
        connect: () => undefined,
        onClose: () => undefined,
        close: () => Promise.resolve(),
      },
      port: server.port,
      rendererFolder: server.folder,
    });
    await expect(start).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('--port 0') as string,
    });
  });
});
