/** The browser host: the engine and the renderer over HTTP and a WebSocket. */
import { randomBytes } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import os from 'node:os';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { KeepersError } from '../../src-shared/errors.ts';
import { BRIDGE_PATH } from '../../src-shared/host.ts';
import type { Engine } from '../engine/types.ts';
import { cookieOf, isOwnHost, isOwnOrigin, sameSecret } from './access.ts';
import { Pictures } from './pictures.ts';
import { securityHeaders, sendSignInPage, sendText } from './responses.ts';
import { sendStaticFile } from './static-files.ts';
import { LONGEST_MESSAGE, webSocketPort } from './web-socket-port.ts';

export interface ServerOptions {
  readonly engine: Engine;
  /** 0 takes a free port. */
  readonly port: number;
  /** An address or name to bind to; 127.0.0.1 by default, 0.0.0.0 for the whole network. */
  readonly host?: string;
  /** The built renderer: dist/renderer. */
  readonly rendererFolder: string;
  /** 256 random bits by default, new at each start. */
  readonly token?: string;
}

export interface RunningServer {
  /** Where to point a browser: the full address with the token. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

const PICTURES_PATH = '/photo';

/**
 * Starts to serve; resolves once requests are taken.
 *
 * @throws KeepersError `bad-usage` where the port or the host cannot be had.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { engine, rendererFolder, host = '127.0.0.1' } = options;
  const token = options.token ?? randomBytes(32).toString('base64url');
  const pictures = new Pictures(engine);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    perMessageDeflate: false,
  });
  const server = http.createServer();
  const port = await listen(server, options.port, host);
  // Cookies know no ports: a second Keepers on this machine must not throw out the first one's page.
  const cookie = `keepers-${port}`;
  const secret = encodeURIComponent(token);

  const isIn = (request: IncomingMessage) => sameSecret(cookieOf(request, cookie) ?? '', secret);

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!isOwnHost(request.headers.host, host)) {
      sendText(response, 403, 'This Keepers does not answer to that host name.');
      return;
    }
    if (!isOwnOrigin(request.headers.origin, request.headers.host)) {
      sendText(response, 403, 'Keepers answers its own page alone.');
      return;
    }
    const url = requestUrl(request);
    if (url === undefined) {
      sendText(response, 400, 'The address was not understood.');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendText(response, 405, 'Only GET and HEAD are answered.', { Allow: 'GET, HEAD' });
      return;
    }
    const offered = url.searchParams.get('token');
    if (url.pathname === '/' && offered !== null) {
      if (sameSecret(offered, token)) enter(response, cookie, secret);
      else sendSignInPage(response);
      return;
    }
    if (!isIn(request)) {
      if (url.pathname === '/') sendSignInPage(response);
      else sendText(response, 403, 'Open the address with the token that Keepers printed first.');
      return;
    }
    if (url.pathname.startsWith(`${PICTURES_PATH}/`)) {
      await pictures.send(request, response, url, url.pathname.slice(PICTURES_PATH.length));
      return;
    }
    if (url.pathname === BRIDGE_PATH) {
      sendText(response, 426, 'The bridge is a WebSocket.', { Upgrade: 'websocket' });
      return;
    }
    if (!(await sendStaticFile(request, response, rendererFolder, url.pathname))) {
      sendText(response, 404, 'There is no such file.');
    }
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'Something went wrong inside Keepers.');
    });
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const { host: name, origin } = request.headers;
    if (!isOwnHost(name, host) || !isOwnOrigin(origin, name) || !isIn(request)) {
      refuseUpgrade(socket, '403 Forbidden');
    } else if (requestUrl(request)?.pathname !== BRIDGE_PATH) {
      refuseUpgrade(socket, '404 Not Found');
    } else {
      sockets.handleUpgrade(request, socket, head, (page) => engine.connect(webSocketPort(page)));
    }
  });

  return {
    address: `http://${addressName(host)}:${port}/?token=${secret}`,
    port,
    close: async () => {
      pictures.close();
      for (const page of sockets.clients) page.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Keeps the token in a cookie that scripts cannot read, and takes it out of the address bar. */
function enter(response: ServerResponse, cookie: string, secret: string): void {
  response.writeHead(302, {
    ...securityHeaders(),
    'Cache-Control': 'no-store',
    'Set-Cookie': `${cookie}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
    Location: '/',
    'Content-Length': 0,
  });
  response.end();
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The request's URL; undefined for what is no path, such as `CONNECT`'s or a proxy's. */
function requestUrl(request: IncomingMessage): URL | undefined {
  const target = request.url ?? '';
  // `//elsewhere/` would be read as another host.
  if (!target.startsWith('/') || target.startsWith('//')) return undefined;
  return URL.parse(target, 'http://keepers.invalid') ?? undefined;
}

function listen(server: http.Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        {
          EADDRINUSE: `Port ${port} is taken by another program. Choose another with --port, or a free one with --port 0.`,
          EACCES: `Port ${port} may not be used by you. Choose one above 1023 with --port.`,
          EADDRNOTAVAIL: `This machine has no address ${host}. Check --host.`,
          ENOTFOUND: `The name ${host} has no address. Check --host.`,
        }[error.code ?? ''] ?? `Keepers cannot listen on ${host}:${port} (${error.message}).`;
      reject(new KeepersError('bad-usage', { reason }, { cause: error }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** What to write in an address for a server bound to `host`: of "every address", one that others can reach. */
function addressName(host: string): string {
  if (host === '0.0.0.0' || host === '::') {
    const addresses = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
    const outward = addresses.find((entry) => !entry.internal && entry.family === 'IPv4');
    return outward?.address ?? '127.0.0.1';
  }
  return host.includes(':') ? `[${host}]` : host;
}
