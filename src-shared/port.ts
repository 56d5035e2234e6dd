/**
 * A two-way channel of structured-cloneable messages: an Electron MessagePort, a WebSocket, a child
 * process or an in-memory pair all look like this, so that no code above cares which it is.
 */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the other side has gone. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Two ends of an in-memory channel; messages are cloned and arrive in order, asynchronously. */
export function portPair(): [Port, Port] {
  const ends = [new MemoryPort(), new MemoryPort()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return [ends[0], ends[1]];
}

class MemoryPort implements Port {
  peer: MemoryPort | undefined;
  readonly #message: ((message: unknown) => void)[] = [];
  readonly #close: (() => void)[] = [];
  #closed = false;

  send(message: unknown): void {
    const copy = structuredClone(message);
    queueMicrotask(() => {
      if (this.peer === undefined || this.peer.#closed) return;
      for (const listener of this.peer.#message) listener(copy);
    });
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message.push(listener);
  }

  onClose(listener: () => void): void {
    this.#close.push(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    queueMicrotask(() => {
      for (const listener of this.#close) listener();
      this.peer?.close();
    });
  }
}
