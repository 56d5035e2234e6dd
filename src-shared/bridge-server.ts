import * as v from 'valibot';
import {
  ClientMessageSchema,
  HOST_ONLY,
  REQUESTS,
  type EngineMessage,
  type EventName,
  type EventPayload,
  type RequestName,
  type RequestOutput,
} from './bridge.ts';
import { KeepersError, toErrorInfo } from './errors.ts';
import type { Port } from './port.ts';

/** One function a request: a missing or misnamed handler does not compile. */
export type Handlers = {
  readonly [N in RequestName]: (
    input: v.InferOutput<(typeof REQUESTS)[N]['input']>,
    signal: AbortSignal,
  ) => Promise<RequestOutput<N>> | RequestOutput<N>;
};

/** Answers requests that arrive on any number of ports and sends events to all of them. */
export class BridgeServer {
  readonly #handlers: Handlers;
  readonly #ports = new Set<Port>();

  constructor(handlers: Handlers) {
    this.#handlers = handlers;
  }

  /** Serves one client. `trusted` is for hosts, which may also use HOST_ONLY requests. */
  connect(port: Port, { trusted = false }: { trusted?: boolean } = {}): void {
    const running = new Map<number, AbortController>();
    this.#ports.add(port);
    port.onClose(() => {
      this.#ports.delete(port);
      for (const controller of running.values()) controller.abort();
    });
    port.onMessage((raw) => {
      const message = v.safeParse(ClientMessageSchema, raw);
      if (!message.success) {
        const id = (raw as { id?: unknown } | null)?.id;
        if (typeof id === 'number' && Number.isInteger(id) && id >= 0) {
          const error = new KeepersError('bad-request', { reason: v.summarize(message.issues) });
          answer(port, { type: 'error', id, error: error.info });
        }
        return;
      }
      const { output } = message;
      if (output.type === 'cancel') {
        running.get(output.id)?.abort();
        return;
      }
      const controller = new AbortController();
      running.set(output.id, controller);
      void this.#handle(output.name, output.input, controller.signal, trusted)
        .then((result) => answer(port, { type: 'ok', id: output.id, output: result }))
        .catch((thrown: unknown) =>
          answer(port, { type: 'error', id: output.id, error: toErrorInfo(thrown) }),
        )
        .finally(() => running.delete(output.id));
    });
  }

  /** Sends an event to every client. */
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const port of this.#ports) answer(port, { type: 'event', name, payload });
  }

  /** Closes every client's port: they may connect again elsewhere. */
  close(): void {
    for (const port of [...this.#ports]) port.close();
  }

  get clients(): number {
    return this.#ports.size;
  }

  async #handle(
    name: RequestName,
    raw: unknown,
    signal: AbortSignal,
    trusted: boolean,
  ): Promise<unknown> {
    if (!trusted && HOST_ONLY.includes(name)) {
      throw new KeepersError('bad-request', { reason: `${name} is for hosts alone` });
    }
    const input = v.safeParse(REQUESTS[name].input, raw);
    if (!input.success) {
      throw new KeepersError('bad-request', { reason: `${name}: ${v.summarize(input.issues)}` });
    }
    const handler = this.#handlers[name] as (input: unknown, signal: AbortSignal) => unknown;
    return await handler(input.output, signal);
  }
}

function answer(port: Port, message: EngineMessage): void {
  port.send(message);
}
