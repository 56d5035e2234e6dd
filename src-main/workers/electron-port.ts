/**
 * Ports between Electron's utility processes. Nothing here imports `electron`: inside a utility process
 * the ports come with `process.parentPort`.
 */
import type { Port } from '../../src-shared/port.ts';

/** What is used of Electron's `MessagePortMain`. */
export interface TransferredPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** What is used of a utility process's `process.parentPort`. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { data: unknown; ports: readonly TransferredPort[] }) => void,
  ): unknown;
}

/** The way to Electron's main process; undefined in a process that Electron did not start. */
export function electronParent(): ParentPort | undefined {
  return (process as unknown as { parentPort?: ParentPort }).parentPort;
}

/** One end of a MessageChannelMain as a Port. Messages wait until the first listener. */
export function electronPort(port: TransferredPort): Port {
  let closed = false;
  let started = false;
  const listeners: (() => void)[] = [];
  const gone = () => {
    if (closed) return;
    closed = true;
    for (const listener of listeners) listener();
  };
  port.on('close', gone);
  return {
    send: (message) => {
      if (!closed) port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
      if (!started) port.start();
      started = true;
    },
    onClose: (listener) => void listeners.push(listener),
    close: () => {
      port.close();
      // Electron tells the other end alone.
      gone();
    },
  };
}

/** A Port to be used at once, whose real end comes later: what is sent meanwhile waits. */
export class PendingPort implements Port {
  #port: Port | undefined;
  #closed = false;
  readonly #waiting: unknown[] = [];
  readonly #messages: ((message: unknown) => void)[] = [];
  readonly #closes: (() => void)[] = [];

  arrive(port: Port): void {
    if (this.#closed) {
      port.close();
      return;
    }
    this.#port = port;
    port.onClose(() => this.fail());
    for (const listener of this.#messages) port.onMessage(listener);
    for (const message of this.#waiting.splice(0)) port.send(message);
  }

  /** The other end will not come, or has gone. */
  fail(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closes) listener();
  }

  send(message: unknown): void {
    if (this.#closed) return;
    if (this.#port === undefined) this.#waiting.push(message);
    else this.#port.send(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messages.push(listener);
    this.#port?.onMessage(listener);
  }

  onClose(listener: () => void): void {
    this.#closes.push(listener);
  }

  close(): void {
    this.#port?.close();
    this.fail();
  }
}
