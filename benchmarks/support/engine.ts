import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import { connect } from '../../tests/support/client.ts';

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

/** Clock ticks a second in /proc, on every Linux that matters. */
const TICKS = 100;

/**
 * Processor seconds that an engine and its workers have used, by what they do, from /proc; empty where there
 * is none. Processes that have ended are not counted.
 */
export function processorSeconds(engine: number | undefined): Record<string, number> {
  const used: Record<string, number> = {};
  let processes: string[];
  try {
    processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return used;
  }
  for (const pid of processes) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      if (pid !== String(engine) && stat[1] !== String(engine)) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      const kind =
        pid === String(engine)
          ? 'engine'
          : (/(decoding|inference)[/\\]worker/.exec(command)?.[1] ?? 'other');
      used[kind] = (used[kind] ?? 0) + (Number(stat[11]) + Number(stat[12])) / TICKS;
    } catch {
      // It has ended since it was listed.
    }
  }
  return used;
}

/** Resident memory of a process in MB, or the shared part of it, from /proc; undefined where there is none. */
export function residentMegabytes(
  pid: number | undefined,
  part: 'VmRSS' | 'RssShmem' = 'VmRSS',
): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = new RegExp(`${part}:\\s+(\\d+) kB`).exec(status)?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}
