import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '../../src-shared/csp.ts';

/** Sent with every answer. */
export function securityHeaders(host?: string): OutgoingHttpHeaders {
  return {
    // Not every browser counts WebSockets of the same address as 'self'.
    'Content-Security-Policy': contentSecurityPolicy(
      host === undefined ? {} : { connections: [`ws://${host}`] },
    ),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
  };
}

/** Answers with one sentence of plain text. HEAD gets the headers alone: node:http drops its body. */
export function sendText(
  response: ServerResponse,
  status: number,
  sentence: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = `${sentence}\n`;
  response.writeHead(status, {
    ...securityHeaders(),
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

const STYLE = `
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 24px;
  background: #161616; color: #e8e8e8; font: 15px/1.6 system-ui, sans-serif; }
main { max-width: 34rem; }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 8px; }
p { margin: 0 0 12px; color: #b0b0b0; }
code { background: #262626; color: #e8e8e8; padding: 2px 6px; border-radius: 4px; }
`;
const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

const SIGN_IN_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Keepers: how to get in</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>This Keepers is locked</h1>
<p>Open the full address that <code>keepers serve</code> printed when it started. It ends in
<code>/?token=…</code>, and this browser then remembers it.</p>
<p>Keepers makes a new token each time it starts, so an older address no longer works. If the address has
scrolled away, stop Keepers in its terminal and start it again.</p>
</main>
</body>
</html>
`;

/** The page for somebody without the token: how to get in, and nothing of the library. */
export function sendSignInPage(response: ServerResponse): void {
  response.writeHead(403, {
    ...securityHeaders(),
    'Content-Security-Policy': contentSecurityPolicy({ styleHashes: [STYLE_HASH] }),
    'Cache-Control': 'no-store',
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(SIGN_IN_PAGE),
  });
  response.end(SIGN_IN_PAGE);
}
