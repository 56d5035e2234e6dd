/** The engine's life as Electron's main process sees it. */
import path from 'node:path';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { RequestInput, RequestName, RequestOutput } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { electronPort, type TransferredPort } from '../workers/electron-port.ts';
import type { WorkerName } from '../workers/types.ts';
import type { FromEngine, SentOptions, ToEngine } from './engine-messages.ts';

/** What is used of Electron's `UtilityProcess`. */
export interface UtilityChild<P> {
  readonly pid?: number | undefined;
  postMessage(message: unknown, transfer?: P[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface EngineProcessOptions<P extends TransferredPort> {
  readonly engine: SentOptions;
  /** Where engine.js and NAME-worker.js lie. */
  readonly folder: string;
  fork(file: string, serviceName: string): UtilityChild<P>;
  channel(): { port1: P; port2: P };
  /** Called at each start, also after a crash: events are to be listened to anew. */
  onReady(client: BridgeClient): void;
  /** It could not be started, or crashed again and again. */
  onGiveUp(error: KeepersError): void;
}

/** This many crashes within this time, and it is not started again. */
const MOST_CRASHES = 3;
const WITHIN_MS = 60_000;
/** What closing may take: a sidecar to a slow drive. */
const CLOSING_MS = 5_000;

/**
 * Keeps an engine running: starts it, hands it clients and workers, starts it again when it dies. Pages
 * notice by their port closing, and ask for a new one.
 */
export class EngineProcess<P extends TransferredPort> {
  readonly #options: EngineProcessOptions<P>;
  readonly #crashes: number[] = [];
  #child: UtilityChild<P> | undefined;
  #client: Promise<BridgeClient>;
  #settle: { resolve(client: BridgeClient): void; reject(error: KeepersError): void };
  #closing = false;

  constructor(options: EngineProcessOptions<P>) {
    this.#options = options;
    [this.#client, this.#settle] = pendingClient();
  }

  /** Starts the engine; `onReady` or `onGiveUp` follows. */
  start(): void {
    const { engine, folder, fork } = this.#options;
    const child = fork(path.join(folder, 'engine.js'), 'Keepers engine');
    this.#child = child;
    const workers = new Map<number, UtilityChild<P>>();
    child.on('message', (raw) => {
      const message = raw as FromEngine;
      switch (message.type) {
        case 'ready':
          this.#becomeReady(child);
          break;
        case 'failed':
          this.#giveUp(KeepersError.from(message.error));
          break;
        case 'spawn':
          workers.set(message.id, this.#spawnWorker(child, message.id, message.name));
          break;
        case 'kill':
          killNow(workers.get(message.id));
          workers.delete(message.id);
          break;
      }
    });
    child.once('exit', () => {
      for (const worker of workers.values()) killNow(worker);
      if (this.#child === child) this.#afterExit();
    });
    send(child, { type: 'open', options: engine });
  }

  /** Gives a page a port to the engine, as soon as there is one. */
  async connect(): Promise<P> {
    await this.#client;
    const { port1, port2 } = this.#options.channel();
    if (this.#child !== undefined) send(this.#child, { type: 'connect', trusted: false }, port2);
    return port1;
  }

  /** Asks the engine on main's own behalf. */
  async request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
    return await (await this.#client).request(name, input);
  }

  /** Ends the engine in good order; by force where it takes too long. */
  async close(): Promise<void> {
    const child = this.#child;
    this.#closing = true;
    if (child === undefined) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    send(child, { type: 'close' });
    const timer = setTimeout(() => killNow(child), CLOSING_MS);
    await exited;
    clearTimeout(timer);
  }

  #becomeReady(child: UtilityChild<P>): void {
    const { port1, port2 } = this.#options.channel();
    send(child, { type: 'connect', trusted: true }, port2);
    const client = new BridgeClient(electronPort(port1));
    this.#settle.resolve(client);
    this.#options.onReady(client);
  }

  #spawnWorker(engine: UtilityChild<P>, id: number, name: WorkerName): UtilityChild<P> {
    const { folder, fork, channel } = this.#options;
    const worker = fork(path.join(folder, `${name}-worker.js`), `Keepers ${name} worker`);
    const { port1, port2 } = channel();
    worker.postMessage({ type: 'engine' }, [port1]);
    send(engine, { type: 'worker', id }, port2);
    worker.once('exit', () => {
      if (this.#child === engine) send(engine, { type: 'worker-gone', id });
    });
    return worker;
  }

  #afterExit(): void {
    this.#child = undefined;
    if (this.#closing) return;
    // Those who ask from now on wait for the next one.
    [this.#client, this.#settle] = pendingClient();
    const now = Date.now();
    this.#crashes.push(now);
    if (this.#crashes.filter((at) => now - at < WITHIN_MS).length >= MOST_CRASHES) {
      this.#giveUp(new KeepersError('internal', { reason: 'its engine keeps ending' }));
      return;
    }
    this.start();
  }

  #giveUp(error: KeepersError): void {
    this.#closing = true;
    this.#settle.reject(error);
    killNow(this.#child);
    this.#options.onGiveUp(error);
  }
}

function pendingClient(): [
  Promise<BridgeClient>,
  { resolve(client: BridgeClient): void; reject(error: KeepersError): void },
] {
  const { promise, resolve, reject } = Promise.withResolvers<BridgeClient>();
  // Rejected where nobody has asked yet is no unhandled error.
  promise.catch(() => undefined);
  return [promise, { resolve, reject }];
}

function send<P>(child: UtilityChild<P>, message: ToEngine, port?: P): void {
  child.postMessage(message, port === undefined ? [] : [port]);
}

/** Ends a process that may hang in native code, where a polite signal is not heard. */
function killNow<P>(child: UtilityChild<P> | undefined): void {
  if (child === undefined) return;
  const { pid } = child;
  child.kill();
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
