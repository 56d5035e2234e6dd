/** Files of the built renderer, as every host serves them. */

const MIME_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
};

/** The media type of a file of the renderer; undefined for one that no page needs. */
export function mimeOfAsset(path: string): string | undefined {
  return MIME_TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
}

/**
 * A URL's path as a path inside the renderer's folder, with '/' between its parts; '/' is `index.html`.
 * Undefined for one that is malformed, hidden, or points anywhere else.
 */
export function resolveAsset(pathname: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (decoded === '/') return 'index.html';
  const parts = decoded.slice(1).split('/');
  const safe = (part: string) => /^[\w@~+-][\w@~+. -]*$/.test(part) && !part.endsWith('.');
  return decoded.startsWith('/') && parts.every(safe) ? parts.join('/') : undefined;
}
