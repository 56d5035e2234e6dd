/** What app:// and photo:// answer, without Electron: requests in, responses out. */
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { mimeOfAsset, resolveAsset } from '../../src-shared/asset.ts';
import { PICTURE_KINDS, type PictureKind } from '../../src-shared/bridge.ts';
import { contentSecurityPolicy, PICTURE_POLICY } from '../../src-shared/csp.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { parsePicturePath } from '../../src-shared/host.ts';

export const APP_ORIGIN = 'app://keepers';
export const PAGE = `${APP_ORIGIN}/index.html`;
const PICTURE_HOST = 'catalogue';

/** Answers for a file of the built renderer. */
export async function answerAsset(folder: string, address: string): Promise<Response> {
  const url = new URL(address);
  const relative = url.host === 'keepers' ? resolveAsset(url.pathname) : undefined;
  const mime = relative === undefined ? undefined : mimeOfAsset(relative);
  if (relative === undefined || mime === undefined) return notFound();
  const bytes = await readFile(path.join(folder, relative)).catch(() => undefined);
  if (bytes === undefined) return notFound();
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': mime,
      'Content-Security-Policy': contentSecurityPolicy({
        pictures: ['photo:'],
        connections: ['photo:'],
      }),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    },
  });
}

/**
 * Answers for the picture of a catalogued photo. `find` asks the engine which file that is; nothing in the
 * address ever becomes a path.
 */
export async function answerPicture(
  address: string,
  find: (id: number, kind: PictureKind) => Promise<{ path: string; mime: string }>,
): Promise<Response> {
  const url = new URL(address);
  const picture = url.host === PICTURE_HOST ? parsePicturePath(url.pathname) : undefined;
  const kind = PICTURE_KINDS.find((known) => known === picture?.kind);
  if (picture === undefined || kind === undefined) return notFound();
  let found: { path: string; mime: string };
  try {
    found = await find(picture.id, kind);
  } catch (thrown) {
    return new Response(null, { status: thrown instanceof KeepersError ? 404 : 500 });
  }
  if (!found.mime.startsWith('image/')) return notFound();
  const handle = await open(found.path, 'r').catch(() => undefined);
  if (handle === undefined) return notFound();
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    return notFound();
  }
  return new Response(Readable.toWeb(handle.createReadStream()) as ReadableStream, {
    headers: {
      'Content-Type': found.mime,
      'Content-Length': String(stats.size),
      'Content-Security-Policy': PICTURE_POLICY,
      'X-Content-Type-Options': 'nosniff',
      // The page draws pictures into canvases for its overlays.
      'Access-Control-Allow-Origin': APP_ORIGIN,
      'Cache-Control': url.searchParams.has('v')
        ? 'private, max-age=31536000, immutable'
        : 'no-cache',
    },
  });
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}
