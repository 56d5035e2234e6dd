/**
 * Who may speak to the browser host. Three checks, each against another attack:
 *
 * - the *token*, since other people and programs on the machine can reach the port;
 * - *Host*, since a page elsewhere can point its own name at 127.0.0.1 (DNS rebinding);
 * - *Origin*, since a page elsewhere can send a browser's cookies along with a request of its own.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import os from 'node:os';

/** A host name or address and, where it is not 80, a port, as a browser writes them. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

/** The name part of a Host header in lower case, without the port and brackets; undefined where malformed. */
export function hostName(header: string | undefined): string | undefined {
  const name = header === undefined ? undefined : HOST.exec(header)?.[1];
  return name?.toLowerCase().replace(/^\[|\]$|\.$/g, '');
}

export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/**
 * Whether a Host header names this server.
 *
 * Bound to the loopback address it answers to loopback names alone. Bound more widely it answers also to
 * the name that it was bound to, the machine's own names, and any literal address: rebinding needs a
 * name, and behind NAT or in a container the machine does not know the address that people use. The
 * port is left open, so that `ssh -L 9000:127.0.0.1:4321` works.
 */
export function isOwnHost(header: string | undefined, boundTo: string): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  if (isLoopback(name)) return true;
  if (isLoopback(boundTo)) return false;
  const machine = os.hostname().toLowerCase();
  const own = [
    boundTo.toLowerCase(),
    machine,
    `${machine}.local`,
    `${machine.split('.')[0]}.local`,
  ];
  return isIP(name) !== 0 || own.includes(name);
}

/**
 * Whether a request's Origin, where it has one, is the page that this server served under the same
 * Host. Browsers send Origin with every WebSocket and every cross-origin request; programs that are no
 * browsers send none and carry no stolen cookies either.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (host !== undefined && origin === `http://${host}`);
}

/** Compares in a time that tells nothing about where two strings differ, nor about their lengths. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** The value of one cookie; undefined where there is none of that name. */
export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}
