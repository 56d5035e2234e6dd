import type { Port } from '../../src-shared/port.ts';

/**
 * A port that keeps what arrives until somebody listens. A client may speak before the engine behind
 * it has opened; not a word of that may be lost.
 */
export function buffered(port: Port): Port {
  const waiting: unknown[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  let closed = false;
  const closeListeners: (() => void)[] = [];
  port.onMessage((message) => {
    if (listeners.length === 0) waiting.push(message);
    else for (const listener of listeners) listener(message);
  });
  port.onClose(() => {
    closed = true;
    for (const listener of closeListeners) listener();
  });
  return {
    send: (message) => port.send(message),
    onMessage: (listener) => {
      listeners.push(listener);
      for (const message of waiting.splice(0)) listener(message);
    },
    onClose: (listener) => {
      if (closed) listener();
      else closeListeners.push(listener);
    },
    close: () => port.close(),
  };
}

/** Joins two ports: what one says the other hears; when one closes, so does the other. */
export function relay(one: Port, other: Port): void {
  one.onMessage((message) => other.send(message));
  other.onMessage((message) => one.send(message));
  one.onClose(() => other.close());
  other.onClose(() => one.close());
}
