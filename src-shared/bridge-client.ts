import * as v from 'valibot';
import {
  EngineMessageSchema,
  EVENTS,
  REQUESTS,
  type ClientMessage,
  type EventName,
  type EventPayload,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from './bridge.ts';
import { KeepersError } from './errors.ts';
import type { Port } from './port.ts';

interface Pending {
  readonly name: RequestName;
  resolve(output: unknown): void;
  reject(error: KeepersError): void;
}

/**
 * The one client of the bridge, the same over a MessagePort and a WebSocket.
 *
 * Answers and events are parsed; one that does not fit its schema is a `KeepersError`, never passed on.
 */
export class BridgeClient {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();
  #next = 1;
  #closed = false;

  constructor(port: Port) {
    this.#port = port;
    port.onMessage((message) => this.#receive(message));
    port.onClose(() => {
      this.#closed = true;
      for (const pending of this.#pending.values())
        pending.reject(new KeepersError('disconnected'));
      this.#pending.clear();
    });
  }

  /**
   * Sends a request; resolves with its parsed answer. Aborting `signal` asks the engine to stop and
   * rejects with `cancelled`.
   */
  request<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    signal?: AbortSignal,
  ): Promise<RequestOutput<N>> {
    if (this.#closed) return Promise.reject(new KeepersError('disconnected'));
    if (signal?.aborted === true) return Promise.reject(new KeepersError('cancelled'));
    const id = this.#next++;
    return new Promise<RequestOutput<N>>((resolve, reject) => {
      const abort = () => {
        if (!this.#pending.delete(id)) return;
        this.#send({ type: 'cancel', id });
        reject(new KeepersError('cancelled'));
      };
      signal?.addEventListener('abort', abort, { once: true });
      const settle = () => signal?.removeEventListener('abort', abort);
      this.#pending.set(id, {
        name,
        resolve: (output) => {
          settle();
          resolve(output as RequestOutput<N>);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.#send({ type: 'request', id, name, input });
    });
  }

  /** Listens to an event; returns how to stop. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener as (payload: never) => void);
    return () => set.delete(listener as (payload: never) => void);
  }

  close(): void {
    this.#port.close();
  }

  #send(message: ClientMessage): void {
    this.#port.send(message);
  }

  #receive(raw: unknown): void {
    const message = v.safeParse(EngineMessageSchema, raw);
    if (!message.success) return;
    const { output } = message;
    if (output.type === 'event') {
      const payload = v.safeParse(EVENTS[output.name], output.payload);
      if (!payload.success) return;
      for (const listener of this.#listeners.get(output.name) ?? []) {
        listener(payload.output as never);
      }
      return;
    }
    const pending = this.#pending.get(output.id);
    if (pending === undefined) return;
    this.#pending.delete(output.id);
    if (output.type === 'error') {
      pending.reject(KeepersError.from(output.error));
      return;
    }
    const answer = v.safeParse(REQUESTS[pending.name].output, output.output);
    if (answer.success) pending.resolve(answer.output);
    else {
      const reason = `the answer to ${pending.name} does not fit: ${v.summarize(answer.issues)}`;
      pending.reject(new KeepersError('internal', { reason }));
    }
  }
}
