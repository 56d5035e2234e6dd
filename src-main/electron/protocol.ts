import { protocol, type Session } from 'electron';
import type { PictureKind } from '../../src-shared/bridge.ts';
import { answerAsset, answerPicture } from './protocol-answers.ts';

/** Must run before the app is ready. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    // Rather than file://, whose pages may read every file of the person's.
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
    {
      scheme: 'photo',
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        corsEnabled: true,
        stream: true,
      },
    },
  ]);
}

/** Serves the renderer at app:// and catalogued pictures, and nothing else, at photo://. */
export function serveSchemes(
  session: Session,
  rendererFolder: string,
  find: (id: number, kind: PictureKind) => Promise<{ path: string; mime: string }>,
): void {
  session.protocol.handle('app', (request) => answerAsset(rendererFolder, request.url));
  session.protocol.handle('photo', (request) => answerPicture(request.url, find));
}
