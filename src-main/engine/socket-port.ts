import type { Socket } from 'node:net';
import type { Port } from '../../src-shared/port.ts';

/** Longest message over the local socket, in characters: a query of a million ids fits. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** A Port over a local socket: one JSON message a line. A line that is no JSON closes the connection. */
export function socketPort(socket: Socket): Port {
  const messages: ((message: unknown) => void)[] = [];
  const closes: (() => void)[] = [];
  // Chunks are kept apart until a line is whole: joining as they come would be quadratic.
  let parts: string[] = [];
  let held = 0;
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    let rest = chunk;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = parts.join('') + rest.slice(0, end);
      parts = [];
      held = 0;
      rest = rest.slice(end + 1);
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        socket.destroy();
        return;
      }
      for (const listener of messages) listener(message);
    }
    held += rest.length;
    if (held > LONGEST_LINE) socket.destroy();
    else if (rest !== '') parts.push(rest);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const listener of closes) listener();
  });
  return {
    send: (message) => {
      if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
    },
    onMessage: (listener) => void messages.push(listener),
    onClose: (listener) => void closes.push(listener),
    // What was said last still goes out.
    close: () => void socket.destroySoon(),
  };
}
