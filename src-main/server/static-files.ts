import { realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { mimeOfAsset, resolveAsset } from '../../src-shared/asset.ts';
import { securityHeaders } from './responses.ts';
import { sendFile } from './send-file.ts';

/**
 * Serves a file of the built renderer; answers false where there is none of that name. Only files of
 * known types that truly lie in the folder are served: a symbolic link out of it leads nowhere.
 */
export async function sendStaticFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  pathname: string,
): Promise<boolean> {
  const relative = resolveAsset(pathname);
  const mime = relative === undefined ? undefined : mimeOfAsset(relative);
  if (relative === undefined || mime === undefined) return false;
  const base = await realpath(folder).catch(() => undefined);
  const file = await realpath(path.join(folder, relative)).catch(() => undefined);
  if (base === undefined || file === undefined || !file.startsWith(base + path.sep)) return false;
  return await sendFile(request, response, file, {
    ...securityHeaders(request.headers.host),
    'Content-Type': mime,
    // Vite puts a hash of the content into the name of everything under assets/.
    'Cache-Control': relative.startsWith('assets/')
      ? 'private, max-age=31536000, immutable'
      : 'no-cache',
  });
}
