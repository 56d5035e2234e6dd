/**
 * Electron's utility processes and message channels, acted out by threads and their channels: where no
 * Electron can be had, the engine's process, its broker for workers and the workers still run for real.
 */
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { UtilityChild } from '../../src-main/electron/engine-process.ts';
import type { TransferredPort } from '../../src-main/workers/electron-port.ts';

/** A thread's port with the manners of `MessagePortMain`. */
export class TransferredThreadPort implements TransferredPort {
  readonly port: MessagePort;
  readonly #messages: ((event: { data: unknown }) => void)[] = [];
  #closedHere = false;

  constructor(port: MessagePort) {
    this.port = port;
  }

  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }

  on(event: 'message' | 'close', listener: (event: { data: unknown }) => void): void {
    if (event === 'message') this.#messages.push(listener);
    else {
      // Electron tells the other end alone.
      this.port.on('close', () => {
        if (!this.#closedHere) listener({ data: undefined });
      });
    }
  }

  start(): void {
    this.port.on('message', (data: unknown) => {
      for (const listener of this.#messages) listener({ data });
    });
  }

  close(): void {
    this.#closedHere = true;
    this.port.close();
  }
}

export function threadChannel(): { port1: TransferredThreadPort; port2: TransferredThreadPort } {
  const { port1, port2 } = new MessageChannel();
  return { port1: new TransferredThreadPort(port1), port2: new TransferredThreadPort(port2) };
}

/** A utility process that is a thread. */
export class ThreadChild extends EventEmitter implements UtilityChild<TransferredThreadPort> {
  readonly name: string;
  running = true;
  readonly #thread: Worker;

  constructor(entry: string) {
    super();
    this.name = path.basename(entry);
    this.#thread = new Worker(path.join(import.meta.dirname, 'utility-bootstrap.ts'), {
      workerData: { entry },
    });
    this.#thread.on('message', (message) => this.emit('message', message));
    this.#thread.on('error', () => undefined);
    this.#thread.on('exit', (code) => {
      this.running = false;
      this.emit('exit', code);
    });
  }

  postMessage(message: unknown, transfer: TransferredThreadPort[] = []): void {
    const ports = transfer.map(({ port }) => port);
    this.#thread.postMessage({ data: message, ports }, ports);
  }

  kill(): boolean {
    void this.#thread.terminate();
    return true;
  }
}
