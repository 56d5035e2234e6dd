import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { BridgeClient } from '../../src-shared/bridge-client.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');

export interface ServedEngine {
  readonly address: string;
  readonly process: ChildProcess;
  readonly client: BridgeClient;
  stop(): Promise<void>;
}

/** Starts `keepers serve` in a home of its own and connects to it as a page would. */
export async function serveEngine(home: string, paths: readonly string[]): Promise<ServedEngine> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...paths], {
    env: { ...process.env, KEEPERS_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /https?:\/\/\S+/.exec(line);
      if (found !== null) resolve(found[0]);
    });
  });
  const client = await connect(address);
  return {
    address,
    process: child,
    client,
    stop: async () => {
      client.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function connect(address: string): Promise<BridgeClient> {
  const entry = await fetch(address, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin, host } = new URL(address);
  const socket = new WebSocket(`ws://${host}/bridge`, { headers: { cookie, origin } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return new BridgeClient({
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString('utf8')))),
    onClose: (listener) => socket.on('close', listener),
    close: () => socket.close(),
  });
}

/** Resident memory of a process in MB, from /proc; undefined where there is none. */
export function residentMegabytes(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}
