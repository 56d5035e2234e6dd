import { open } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** One span of bytes, both ends included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range header for a file of `size` bytes: the span, 'whole' where the header is absent or of a
 * kind that may be ignored (several ranges, other units), 'unsatisfiable' where it lies outside.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): Span | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return 'whole';
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  if (first >= size) return 'unsatisfiable';
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return last < first ? 'whole' : { first, last };
}

/**
 * Streams a regular file, whole or the span that was asked for. Answers false, with nothing sent, where
 * there is no such file or it may not be read.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  headers: OutgoingHttpHeaders,
): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return false;
    const range = parseRange(request.headers.range, stats.size);
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'Content-Range': `bytes */${stats.size}`, 'Content-Length': 0 });
      response.end();
      return true;
    }
    const whole = range === 'whole';
    const span = whole ? { first: 0, last: stats.size - 1 } : range;
    response.writeHead(whole ? 200 : 206, {
      ...headers,
      'Accept-Ranges': 'bytes',
      'Content-Length': span.last - span.first + 1,
      ...(whole ? {} : { 'Content-Range': `bytes ${span.first}-${span.last}/${stats.size}` }),
    });
    if (request.method === 'HEAD' || stats.size === 0) {
      response.end();
      return true;
    }
    const stream = handle.createReadStream({
      start: span.first,
      end: span.last,
      autoClose: false,
    });
    // A client that goes away, or a drive that does, ends the answer; there is nobody left to tell.
    await pipeline(stream, response).catch(() => response.destroy());
    return true;
  } finally {
    await handle.close();
  }
}
