import { createHash } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Port } from '../../src-shared/port.ts';
import { socketPort } from './socket-port.ts';

/** The longest path that every Unix takes for a socket, in bytes. */
const LONGEST_SOCKET_PATH = 100;

/**
 * Where the owner of a catalogue listens for other commands and windows of the same person: a socket in
 * KEEPERS_HOME, readable by them alone; a named pipe on Windows.
 */
export function socketPath(home: string): string {
  const digest = createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\keepers-${digest}`;
  const inHome = path.join(path.resolve(home), 'engine.sock');
  if (Buffer.byteLength(inHome) <= LONGEST_SOCKET_PATH) return inHome;
  // A folder with a long name: the socket goes where paths are short, still named after its home.
  return path.join(os.tmpdir(), `keepers-${process.getuid?.() ?? 0}-${digest}.sock`);
}

/** Listens for joiners. Only the holder of the catalogue's lock may call this: it clears a dead owner's socket away. */
export async function listenForJoiners(
  home: string,
  onJoin: (port: Port) => void,
): Promise<{ close(): Promise<void> }> {
  const file = socketPath(home);
  if (process.platform !== 'win32') await rm(file, { force: true });
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    onJoin(socketPort(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  if (process.platform !== 'win32') await chmod(file, 0o600);
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Connects to the owner of the catalogue; undefined where nobody answers. */
export function joinOwner(home: string): Promise<Port | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath(home));
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => resolve(socketPort(socket)));
  });
}
