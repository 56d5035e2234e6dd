import type { IncomingMessage, ServerResponse } from 'node:http';
import { PICTURE_KINDS, type PictureKind } from '../../src-shared/bridge.ts';
import { PICTURE_POLICY } from '../../src-shared/csp.ts';
import { KeepersError, type ErrorCode } from '../../src-shared/errors.ts';
import { parsePicturePath } from '../../src-shared/host.ts';
import type { Engine } from '../engine/types.ts';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import { portPair } from '../../src-shared/port.ts';
import { securityHeaders, sendText } from './responses.ts';
import { sendFile } from './send-file.ts';

/** Errors of the engine's that are no fault of the request's, nor a matter of a missing picture. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  internal: 500,
  disconnected: 503,
  cancelled: 503,
};

/** Serves the pictures of catalogued photos; the engine alone says which file that is. */
export class Pictures {
  readonly #engine: Engine;
  #client: BridgeClient | undefined;
  #port: { close(): void } | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Answers `/<id>/<kind>`, with or without `?v=`. */
  async send(request: IncomingMessage, response: ServerResponse, url: URL, path: string) {
    const picture = parsePicturePath(path);
    const kind = PICTURE_KINDS.find((known) => known === picture?.kind);
    if (picture === undefined || kind === undefined) {
      sendText(response, 404, 'There is no such picture.');
      return;
    }
    let found: { path: string; mime: string };
    try {
      found = await this.#ask(picture.id, kind);
    } catch (thrown) {
      const known = thrown instanceof KeepersError;
      if (known && thrown.code === 'photo-no-glimpse') {
        // Nothing is wrong: a 404 would fill the console with every photo of a first scan.
        response.writeHead(204, securityHeaders()).end();
        return;
      }
      const status = known ? (STATUS[thrown.code] ?? 404) : 500;
      const sentence = known && status !== 500 ? thrown.message : 'The picture could not be read.';
      sendText(response, status, sentence);
      return;
    }
    const sent =
      found.mime.startsWith('image/') &&
      (await sendFile(request, response, found.path, {
        ...securityHeaders(),
        'Content-Security-Policy': PICTURE_POLICY,
        'Content-Type': found.mime,
        'Cache-Control': url.searchParams.has('v')
          ? 'private, max-age=31536000, immutable'
          : 'no-cache',
      }));
    if (!sent) sendText(response, 404, 'The picture is no longer there. Reload the page.');
  }

  close(): void {
    this.#port?.close();
  }

  #ask(id: number, kind: PictureKind): Promise<{ path: string; mime: string }> {
    // One trusted client, made anew should the engine's process have changed.
    if (this.#client === undefined) {
      const [ours, theirs] = portPair();
      this.#engine.connect(theirs, { trusted: true });
      this.#client = new BridgeClient(ours);
      this.#port = ours;
      ours.onClose(() => (this.#client = undefined));
    }
    return this.#client.request('host.picture', { id, kind });
  }
}
