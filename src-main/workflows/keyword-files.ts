import { toErrorInfo } from '../../src-shared/errors.ts';
import type { KeywordsToWrite } from '../catalogue/keywords.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { followEmbedding } from './follow-embedding.ts';

/** Photos under way at the same time. */
const AT_ONCE = 4;
const CHUNK = 64;
/** What could not be written is tried again after this, milliseconds. */
const RETRY_MS = 60_000;

export interface KeywordRooms {
  readonly catalogue: Pick<
    CatalogueWriter,
    | 'keywordsToWrite'
    | 'setKeywordsWritten'
    | 'setKeywordsFailed'
    | 'requeueKeywords'
    | 'settings'
    | 'setFileAsWritten'
  >;
  readonly metadata: Pick<Metadata, 'keywords' | 'write'>;
}

export interface KeywordProgress {
  readonly signal?: AbortSignal;
  /** Photos that were written, and those that failed. */
  onPhotos?(done: number, failed: number): void;
}

/** Brings the keywords that steps have given or taken back into the files, and goes on with what an earlier run left. */
export class KeywordFiles {
  readonly #rooms: KeywordRooms;
  readonly #onTrouble: (message: string) => void;
  #running: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(rooms: KeywordRooms, onTrouble: (message: string) => void) {
    this.#rooms = rooms;
    this.#onTrouble = onTrouble;
  }

  /** There may be something to write: soon and in the background. */
  wake(): void {
    void this.write().catch((thrown: unknown) => this.#onTrouble(toErrorInfo(thrown).message));
  }

  /** Tries at once what could not be written. */
  resume(): void {
    this.#rooms.catalogue.requeueKeywords();
    this.wake();
  }

  /** Writes all that waits, after what is being written. Resolves with the number of photos that failed. */
  async write(progress: KeywordProgress = {}): Promise<number> {
    const run = this.#running.then(() => this.#writeAll(progress));
    this.#running = run.catch(() => undefined);
    return await run;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#running;
  }

  async #writeAll({ signal, onPhotos }: KeywordProgress): Promise<number> {
    let failures = 0;
    // Whatever becomes of a photo takes it off the list, so this ends.
    for (;;) {
      const batch = this.#rooms.catalogue.keywordsToWrite(CHUNK);
      if (batch.length === 0) break;
      for (let start = 0; start < batch.length; start += AT_ONCE) {
        if (this.#closed || signal?.aborted === true) return failures;
        const photos = batch.slice(start, start + AT_ONCE);
        const written = await Promise.all(photos.map((photo) => this.#writePhoto(photo)));
        const failed = written.filter((isWritten) => !isWritten).length;
        failures += failed;
        onPhotos?.(photos.length - failed, failed);
      }
    }
    if (failures > 0) this.#tryLater();
    return failures;
  }

  async #writePhoto(photo: KeywordsToWrite): Promise<boolean> {
    const { catalogue, metadata } = this.#rooms;
    const { path, add, remove } = photo;
    const { profile, embed = false } = catalogue.settings();
    try {
      const before = await metadata.keywords(path);
      const written = await metadata.write(path, { keywords: { add, remove } }, { profile, embed });
      await followEmbedding(catalogue, photo, written);
      catalogue.setKeywordsWritten(photo, before);
      return true;
    } catch {
      catalogue.setKeywordsFailed(photo.id);
      return false;
    }
  }

  #tryLater(): void {
    if (this.#closed || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.resume();
    }, RETRY_MS).unref();
  }
}
