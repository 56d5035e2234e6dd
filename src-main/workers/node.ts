/** Worker processes for the hosts that are plain Node: `keepers serve` and the command line. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Port } from '../../src-shared/port.ts';
import { electronParent, electronPort, PendingPort } from './electron-port.ts';
import type { SpawnWorker, WorkerName } from './types.ts';

/** The file that a worker starts with: TypeScript in a checkout, its bundle in a build. */
export function workerEntry(name: WorkerName): string {
  const here = import.meta.url;
  const room = { decode: 'decoding', inference: 'inference', learn: 'personal' }[name];
  const entry = here.endsWith('.ts') ? `../${room}/worker.ts` : `./${name}-worker.js`;
  return fileURLToPath(new URL(entry, here));
}

/** How much of a crashed worker's standard error is shown, in characters. */
const LAST_WORDS = 4096;

export const spawnNodeWorker: SpawnWorker = (name) => {
  const child = fork(workerEntry(name), [], {
    // Structured clone: pictures travel as bytes, not as JSON.
    serialization: 'advanced',
    // A worker's standard output would mix with results.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // glibc keeps an arena a thread, and with it what a decode of 70 MB has freed.
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
  });
  let closed = false;
  const listeners: (() => void)[] = [];
  const close = () => {
    if (closed) return;
    closed = true;
    for (const listener of listeners) listener();
  };
  // Native libraries chatter on standard error; it is worth seeing when the process crashes.
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-LAST_WORDS);
  });
  child.on('exit', (code, signal) => {
    if (code !== 0 && signal !== 'SIGKILL' && words !== '') process.stderr.write(words);
    close();
  });
  child.on('error', close);
  return {
    send: (message) => {
      // A message to a process that is going away is answered by its 'exit'.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    onClose: (listener) => void listeners.push(listener),
    close: () => child.kill('SIGKILL'),
  };
};

/** The port of the process that runs this, when it was started by `spawnNodeWorker` or by Electron's `utilityProcess`. */
export function parentPort(): Port {
  const electron = electronParent();
  if (electron !== undefined) {
    // Electron's main starts the process and hands over a port that leads straight to the engine.
    const port = new PendingPort();
    electron.on('message', ({ ports: [end] }) => {
      if (end !== undefined) port.arrive(electronPort(end));
    });
    // A utility process stays when nobody needs it any more.
    port.onClose(() => process.exit(0));
    return port;
  }
  return {
    // Whoever asked may have gone: the process ends with the connection, not with an error.
    send: (message) => process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => void process.on('disconnect', listener),
    close: () => process.exit(0),
  };
}
