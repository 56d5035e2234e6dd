/**
 * Runs in a thread what Electron would run in a utility process: gives it the same
 * `process.parentPort`, whose events carry transferred ports.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { TransferredThreadPort } from './utility-threads.ts';

const listeners: ((event: { data: unknown; ports: TransferredThreadPort[] }) => void)[] = [];
const waiting: { data: unknown; ports: MessagePort[] }[] = [];

function deliver({ data, ports }: { data: unknown; ports: MessagePort[] }): void {
  const event = { data, ports: ports.map((port) => new TransferredThreadPort(port)) };
  for (const listener of listeners) listener(event);
}

parentPort?.on('message', (message: { data: unknown; ports: MessagePort[] }) => {
  if (listeners.length === 0) waiting.push(message);
  else deliver(message);
});

Object.assign(process, {
  parentPort: {
    postMessage: (message: unknown) => parentPort?.postMessage(message),
    on: (_: 'message', listener: (typeof listeners)[number]) => {
      listeners.push(listener);
      for (const message of waiting.splice(0)) deliver(message);
    },
  },
});

await import((workerData as { entry: string }).entry);
