import type { WebSocket } from 'ws';
import type { Port } from '../../src-shared/port.ts';

/** Longest message from a page, in bytes: a verdict on a million photos fits. */
export const LONGEST_MESSAGE = 16 * 1024 * 1024;
/** What may wait to be sent to one page before it counts as stuck, in bytes. */
const MOST_WAITING = 64 * 1024 * 1024;
/** How often a page must show that it is still there. */
const HEARTBEAT_MS = 30_000;

const UNREADABLE = 1007;
const UNACCEPTABLE = 1003;

/**
 * A Port over a WebSocket: one JSON message a frame.
 *
 * A page that has stopped reading is cut off rather than fed from memory without end; it connects again
 * and asks for what it shows. One that has vanished without a word misses a heartbeat.
 */
export function webSocketPort(socket: WebSocket, heartbeatMs: number = HEARTBEAT_MS): Port {
  let alive = true;
  socket.on('pong', () => (alive = true));
  const heartbeat = setInterval(() => {
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  }, heartbeatMs);
  heartbeat.unref();
  socket.on('close', () => clearInterval(heartbeat));
  // Protocol errors close the socket by themselves; unheard, they would end the process.
  socket.on('error', () => socket.terminate());

  return {
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING) socket.terminate();
      else socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      void socket.on('message', (data: Buffer, binary: boolean) => {
        if (binary) {
          socket.close(UNACCEPTABLE, 'text messages only');
          return;
        }
        let message: unknown;
        try {
          message = JSON.parse(data.toString('utf8'));
        } catch {
          socket.close(UNREADABLE, 'not JSON');
          return;
        }
        listener(message);
      }),
    onClose: (listener) => void socket.once('close', listener),
    close: () => socket.close(),
  };
}
