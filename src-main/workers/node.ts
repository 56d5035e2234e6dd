/** Worker processes for the hosts that are plain Node: `keepers serve` and the command line. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Port } from '../../src-shared/port.ts';
import type { SpawnWorker, WorkerName } from './types.ts';

/** The file that a worker starts with: TypeScript in a checkout, its bundle in a build. */
export function workerEntry(name: WorkerName): string {
  const here = import.meta.url;
  const room = { decode: 'decoding', inference: 'inference' }[name];
  const entry = here.endsWith('.ts') ? `../${room}/worker.ts` : `./${name}-worker.js`;
  return fileURLToPath(new URL(entry, here));
}

export const spawnNodeWorker: SpawnWorker = (name) => {
  const child = fork(workerEntry(name), [], {
    // Structured clone: pictures travel as bytes, not as JSON.
    serialization: 'advanced',
    // A worker's standard output would mix with results; its errors are worth seeing.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
  });
  let closed = false;
  const listeners: (() => void)[] = [];
  const close = () => {
    if (closed) return;
    closed = true;
    for (const listener of listeners) listener();
  };
  child.on('exit', close);
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
  const electron = (process as unknown as { parentPort?: ElectronParentPort }).parentPort;
  if (electron !== undefined) {
    return {
      send: (message) => electron.postMessage(message),
      onMessage: (listener) => electron.on('message', (event) => listener(event.data)),
      onClose: () => undefined,
      close: () => process.exit(0),
    };
  }
  return {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
    close: () => process.exit(0),
  };
}

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}
