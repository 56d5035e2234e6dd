/**
 * Calls into a worker process: one message each way a call, typed by a map of its calls.
 *
 * Workers are ours and live with the engine, so their messages are not parsed; what crosses to a
 * person's side (the bridge) is.
 */
import { KeepersError, toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Port } from '../../src-shared/port.ts';

/** The calls of one worker: name → [argument, result, what is told meanwhile]. */
export type Calls = Record<string, [argument: unknown, result: unknown, told?: unknown]>;

interface Request {
  readonly id: number;
  readonly call: string;
  readonly argument: unknown;
}
type Reply =
  | { readonly id: number; readonly told: unknown }
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorInfo };

/** The engine's side. A worker that dies rejects every open call with `WorkerDied`. */
export class WorkerClient<C extends Calls> {
  readonly #port: Port;
  readonly #open = new Map<
    number,
    {
      resolve(result: unknown): void;
      reject(error: Error): void;
      onTold?: ((told: unknown) => void) | undefined;
    }
  >();
  #next = 1;
  #dead = false;
  readonly #onDeath: (() => void)[] = [];

  constructor(port: Port) {
    this.#port = port;
    port.onMessage((raw) => {
      const reply = raw as Reply;
      const open = this.#open.get(reply.id);
      if (open === undefined) return;
      if ('told' in reply) {
        open.onTold?.(reply.told);
        return;
      }
      this.#open.delete(reply.id);
      if (reply.ok) open.resolve(reply.result);
      else open.reject(KeepersError.from(reply.error));
    });
    port.onClose(() => {
      this.#dead = true;
      for (const open of this.#open.values()) open.reject(new WorkerDied());
      this.#open.clear();
      for (const listener of this.#onDeath) listener();
    });
  }

  get dead(): boolean {
    return this.#dead;
  }

  onDeath(listener: () => void): void {
    this.#onDeath.push(listener);
  }

  /** `onTold` hears what the worker tells before it answers. */
  call<N extends keyof C & string>(
    name: N,
    argument: C[N][0],
    onTold?: (told: NonNullable<C[N][2]>) => void,
  ): Promise<C[N][1]> {
    if (this.#dead) return Promise.reject(new WorkerDied());
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, {
        resolve: (result) => resolve(result as C[N][1]),
        reject,
        onTold: onTold as ((told: unknown) => void) | undefined,
      });
      this.#port.send({ id, call: name, argument } satisfies Request);
    });
  }

  /** Ends the process at once; open calls reject with `WorkerDied`. */
  kill(): void {
    this.#port.close();
  }
}

/** The process behind a call has ended: it crashed, was killed, or ran out of memory. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
  constructor() {
    super('The worker process ended.');
  }
}

/** The worker's side: answers each call with its handler's result; `tell` sends word before that. */
export function serveCalls<C extends Calls>(
  port: Port,
  handlers: {
    readonly [N in keyof C]: (
      argument: C[N][0],
      tell: (told: NonNullable<C[N][2]>) => void,
    ) => Promise<C[N][1]> | C[N][1];
  },
): void {
  port.onMessage((raw) => {
    const { id, call, argument } = raw as Request;
    void (async () => {
      let reply: Reply;
      try {
        const tell = (told: unknown) => port.send({ id, told } satisfies Reply);
        const result = await handlers[call as keyof C](argument as never, tell);
        reply = { id, ok: true, result };
      } catch (thrown) {
        reply = { id, ok: false, error: toErrorInfo(thrown) };
      }
      port.send(reply);
    })();
  });
}
