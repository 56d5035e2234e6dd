/** The one file that touches the bridge's client: it keeps a connection to the engine alive. */
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import type {
  EventName,
  EventPayload,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { BRIDGE_PATH, PORT_MESSAGE, type KeepersHost } from '../../src-shared/host.ts';
import type { Port } from '../../src-shared/port.ts';

declare global {
  interface Window {
    /** Present in Electron alone. */
    readonly keepersHost?: KeepersHost;
  }
}

/** Waits between attempts, milliseconds; the last one repeats. */
const BACKOFF = [250, 500, 1000, 2000, 5000, 10_000];

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** `retryAt` in milliseconds since 1970. */
  | { readonly state: 'lost'; readonly retryAt: number };

/** What the state classes need of the engine; tests give them an engine of their own. */
export interface Engine {
  /** Rejects with `KeepersError`: `disconnected` while there is no connection. */
  request<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    signal?: AbortSignal,
  ): Promise<RequestOutput<N>>;
  /** Listens across reconnections; returns how to stop. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

/** A client of the bridge that reconnects, with listeners that outlive a connection. */
export class Bridge implements Engine {
  readonly host: KeepersHost | undefined = window.keepersHost;
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();
  readonly #onConnection: (connection: Connection) => void;
  #client: BridgeClient | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onConnection: (connection: Connection) => void) {
    this.#onConnection = onConnection;
    if (this.host !== undefined) {
      window.addEventListener('message', (event) => {
        const port = event.ports[0];
        if (event.source === window && event.data === PORT_MESSAGE && port !== undefined) {
          this.#adopt(messagePort(port));
        }
      });
    }
  }

  /** Connects, or tries again at once. */
  connect(): void {
    clearTimeout(this.#timer);
    this.#onConnection({ state: 'connecting' });
    if (this.host !== undefined) {
      this.host.connect();
      return;
    }
    const address = new URL(BRIDGE_PATH, window.location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    socket.addEventListener('open', () => this.#adopt(webSocketPort(socket)));
    socket.addEventListener('close', () => {
      if (this.#client === undefined) this.#retry();
    });
  }

  request<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    signal?: AbortSignal,
  ): Promise<RequestOutput<N>> {
    if (this.#client === undefined) return Promise.reject(new KeepersError('disconnected'));
    return this.#client.request(name, input, signal);
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    let set = this.#listeners.get(name);
    if (set === undefined) {
      set = new Set();
      this.#listeners.set(name, set);
      if (this.#client !== undefined) this.#forward(this.#client, name);
    }
    set.add(listener as (payload: never) => void);
    return () => set.delete(listener as (payload: never) => void);
  }

  #adopt(port: Port): void {
    const client = new BridgeClient(port);
    this.#client = client;
    this.#attempt = 0;
    for (const name of this.#listeners.keys()) this.#forward(client, name);
    port.onClose(() => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#retry();
    });
    this.#onConnection({ state: 'open' });
  }

  #forward<N extends EventName>(client: BridgeClient, name: N): void {
    client.on(name, (payload) => {
      for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
    });
  }

  #retry(): void {
    const wait = BACKOFF[Math.min(this.#attempt++, BACKOFF.length - 1)] ?? 0;
    this.#onConnection({ state: 'lost', retryAt: Date.now() + wait });
    this.#timer = setTimeout(() => this.connect(), wait);
  }
}

function webSocketPort(socket: WebSocket): Port {
  return {
    // What is asked while the socket closes is answered by its close; a browser would only complain.
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      socket.addEventListener('message', (event) => {
        if (typeof event.data === 'string') listener(JSON.parse(event.data) as unknown);
      }),
    onClose: (listener) => socket.addEventListener('close', listener, { once: true }),
    close: () => socket.close(),
  };
}

function messagePort(port: MessagePort): Port {
  port.start();
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) =>
      port.addEventListener('message', (event) => listener(event.data as unknown)),
    onClose: (listener) => port.addEventListener('close', () => listener(), { once: true }),
    close: () => port.close(),
  };
}
