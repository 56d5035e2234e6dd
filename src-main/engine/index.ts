/** The engine: composition root, and the way in for every host. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Port } from '../../src-shared/port.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { acquireLock } from '../catalogue/lock.ts';
import { joinOwner, listenForJoiners } from './local-socket.ts';
import { openOwnEngine, type OwnEngine } from './own-engine.ts';
import { buffered, relay } from './relay.ts';
import type { Engine, EngineOptions } from './types.ts';

export { defaultFolders } from './folders.ts';
export type { Engine, EngineOptions, OpenEngine } from './types.ts';

/** How long to wait for another process that holds the lock but does not answer yet. */
const JOIN_PATIENCE_MS = 10_000;
const JOIN_RETRY_MS = 100;

/**
 * Opens the engine of a catalogue. There is one a catalogue: where another process has it, this one joins
 * that; and becomes the owner itself should the other end. Hosts do not notice: their clients are closed
 * and connect again.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  const engine = new SharedEngine(options);
  await engine.open();
  return engine;
}

type Backing =
  | { readonly role: 'owner'; readonly own: OwnEngine; release(): Promise<void> }
  | { readonly role: 'joined' };

class SharedEngine implements Engine {
  readonly #options: EngineOptions;
  #backing: Promise<Backing> | undefined;
  #role: Engine['role'] = 'owner';
  #closed = false;
  readonly #closeListeners: (() => void)[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  get role(): Engine['role'] {
    return this.#role;
  }

  async open(): Promise<void> {
    await this.#open();
  }

  connect(raw: Port, { trusted = false }: { trusted?: boolean } = {}): void {
    const port = buffered(raw);
    void this.#attach(port, trusted).catch(() => port.close());
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const backing = await this.#backing?.catch(() => undefined);
    if (backing?.role === 'owner') await backing.release();
    for (const listener of this.#closeListeners) listener();
  }

  async #attach(port: Port, trusted: boolean): Promise<void> {
    const backing = await this.#open();
    if (backing.role === 'owner') {
      backing.own.bridge.connect(port, { trusted });
      return;
    }
    const owner = await joinOwner(this.#options.home);
    if (owner === undefined) {
      // The owner has ended since: the next client finds out who it is now.
      this.#backing = undefined;
      port.close();
      return;
    }
    owner.send({ type: 'join', trusted });
    relay(port, buffered(owner));
    owner.onClose(() => (this.#backing = undefined));
  }

  #open(): Promise<Backing> {
    if (this.#closed) return Promise.reject(new KeepersError('disconnected'));
    if (this.#backing === undefined) {
      const opening = this.#become();
      this.#backing = opening;
      // A failed start is not remembered.
      opening.catch(() => {
        if (this.#backing === opening) this.#backing = undefined;
      });
    }
    return this.#backing;
  }

  async #become(): Promise<Backing> {
    const { home } = this.#options;
    const giveUpAt = Date.now() + JOIN_PATIENCE_MS;
    for (;;) {
      const lock = acquireLock(path.join(home, 'engine.lock'));
      if (lock !== undefined) return await this.#own(lock);
      const owner = await joinOwner(home);
      if (owner !== undefined) {
        owner.close();
        this.#role = 'joined';
        return { role: 'joined' };
      }
      if (Date.now() > giveUpAt) throw new KeepersError('engine-unreachable', { home });
      await new Promise((resolve) => setTimeout(resolve, JOIN_RETRY_MS));
    }
  }

  /** The library is another from now on: clients are closed, and meet it when they connect again. */
  async #startOver(): Promise<void> {
    const backing = await this.#backing;
    if (this.#closed || backing?.role !== 'owner') return;
    if (this.#options.startOver !== undefined) {
      this.#options.startOver();
      return;
    }
    const again = backing.release().then(() => this.#become());
    this.#backing = again;
    again.catch(() => {
      if (this.#backing === again) this.#backing = undefined;
    });
  }

  async #own(lock: { release(): void }): Promise<Backing> {
    try {
      const own = await openOwnEngine(this.#options, () => void this.#startOver());
      const door = await listenForJoiners(this.#options.home, (raw) => {
        const port = buffered(raw);
        admit(port, own);
      });
      this.#role = 'owner';
      return {
        role: 'owner',
        own,
        release: async () => {
          await door.close();
          await own.close();
          lock.release();
        },
      };
    } catch (thrown) {
      lock.release();
      throw thrown;
    }
  }
}

/** The first line over the local socket says who joins: the socket is the person's own, so their word is good. */
function admit(port: Port, own: OwnEngine): void {
  let deliver: ((message: unknown) => void) | undefined;
  port.onMessage((message) => {
    if (deliver !== undefined) {
      deliver(message);
      return;
    }
    const hello = message as { type?: unknown; trusted?: unknown } | null;
    if (hello?.type !== 'join') {
      port.close();
      return;
    }
    const listeners: ((message: unknown) => void)[] = [];
    deliver = (next) => {
      for (const listener of listeners) listener(next);
    };
    own.bridge.connect(
      {
        send: (next) => port.send(next),
        onMessage: (listener) => void listeners.push(listener),
        onClose: (listener) => port.onClose(listener),
        close: () => port.close(),
      },
      { trusted: hello.trusted === true },
    );
  });
}
