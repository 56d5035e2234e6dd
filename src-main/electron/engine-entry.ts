/**
 * The engine's utility process. It is plain Node, and asks Electron's main process for its workers: only
 * main can start utility processes.
 */
import { toErrorInfo } from '../../src-shared/errors.ts';
import { openEngine } from '../engine/index.ts';
import type { Engine } from '../engine/types.ts';
import {
  electronParent,
  electronPort,
  PendingPort,
  type ParentPort,
} from '../workers/electron-port.ts';
import type { SpawnWorker } from '../workers/types.ts';
import type { FromEngine, SentOptions, ToEngine } from './engine-messages.ts';

function serve(parent: ParentPort): void {
  const say = (message: FromEngine) => parent.postMessage(message);
  const workers = new Map<number, PendingPort>();
  let next = 1;
  let engine: Engine | undefined;

  const spawnWorker: SpawnWorker = (name) => {
    const id = next++;
    const port = new PendingPort();
    workers.set(id, port);
    // Closing the port is not enough for a worker that hangs in native code.
    port.onClose(() => {
      if (workers.delete(id)) say({ type: 'kill', id });
    });
    say({ type: 'spawn', id, name });
    return port;
  };

  const open = async (options: SentOptions) => {
    try {
      engine = await openEngine({ ...options, spawnWorker, startOver: () => void close() });
      say({ type: 'ready', role: engine.role });
    } catch (thrown) {
      say({ type: 'failed', error: toErrorInfo(thrown) });
    }
  };

  const close = async () => {
    await engine?.close();
    process.exit(0);
  };

  parent.on('message', ({ data, ports: [port] }) => {
    const message = data as ToEngine;
    switch (message.type) {
      case 'open':
        void open(message.options);
        break;
      case 'connect':
        if (port !== undefined) {
          engine?.connect(electronPort(port), { trusted: message.trusted });
        }
        break;
      case 'worker':
        if (port !== undefined) workers.get(message.id)?.arrive(electronPort(port));
        break;
      case 'worker-gone':
        workers.get(message.id)?.fail();
        break;
      case 'close':
        void close();
        break;
    }
  });
}

const parent = electronParent();
if (parent === undefined) throw new Error('This file is started by Electron’s main process.');
serve(parent);
