import { toErrorInfo } from '../../src-shared/errors.ts';
import type { Verdict, VerdictChange } from '../../src-shared/verdict.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { FoundVerdict, Metadata } from '../metadata/types.ts';

export interface SidecarEvents {
  onChanged(ids: readonly number[]): void;
  onNotice(message: string): void;
}

/** Sidecars written at the same time: enough to hide a slow disk's latency, few enough to spare a NAS. */
const WRITES_AT_ONCE = 4;
const CHUNK = 64;
/** How long to wait before a sidecar that a full disk refused is tried again. */
const RETRY_MS = 15_000;

/**
 * Keeps verdicts and sidecars in step, both ways.
 *
 * The catalogue has every verdict first; a sidecar that cannot be written leaves it marked as not yet
 * written. What another program writes into a sidecar is taken over, unless a verdict of ours for that
 * photo is still on its way there: then the two are merged by the writer, and ours, being newer, stands.
 */
export class Sidecars {
  readonly #catalogue: CatalogueWriter;
  readonly #metadata: Pick<Metadata, 'readVerdict' | 'writeVerdict'>;
  readonly #events: SidecarEvents;
  #writing: Promise<void> | undefined;
  #again = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    catalogue: CatalogueWriter,
    metadata: Pick<Metadata, 'readVerdict' | 'writeVerdict'>,
    events: SidecarEvents,
  ) {
    this.#catalogue = catalogue;
    this.#metadata = metadata;
    this.#events = events;
  }

  /** Verdicts are waiting: write them, soon and in the background. */
  wake(): void {
    if (this.#closed) return;
    if (this.#writing !== undefined) {
      this.#again = true;
      return;
    }
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /**
   * Takes over what the XMP in or beside a photo says. Resolves with whether the verdict changed; a sidecar
   * that cannot be parsed is marked on the photo and left alone.
   */
  async adopt(id: number, path: string): Promise<boolean> {
    const [photo] = this.#catalogue.photos([id]);
    if (photo === undefined || photo.sidecar === 'pending' || photo.sidecar === 'failed')
      return false;
    let found: FoundVerdict | undefined;
    try {
      found = await this.#metadata.readVerdict(path);
    } catch (thrown) {
      this.#catalogue.setSidecar(id, 'conflict', { error: toErrorInfo(thrown) });
      this.#events.onChanged([id]);
      return false;
    }
    if (found === undefined) return false;
    const [now] = this.#catalogue.photos([id]);
    // A person may have decided while the sidecar was being read.
    if (now === undefined || now.sidecar === 'pending') return false;
    const change = difference(now.verdict, found);
    const changed = Object.keys(change).length > 0;
    if (changed) this.#catalogue.decide([{ id, change }], { kind: 'sidecar' });
    if (found.path !== undefined) {
      this.#catalogue.setSidecar(id, 'written', {
        path: found.path,
        ...(found.modifiedAt !== undefined && { modifiedAt: found.modifiedAt }),
      });
    }
    if (changed || found.path !== undefined) this.#events.onChanged([id]);
    return changed;
  }

  /** A sidecar beside a photo is new or changed; our own writes are recognised by their time. */
  async noticeFile(id: number, path: string, modifiedAt: number): Promise<boolean> {
    if (this.#catalogue.sidecarSeenAt(id) === modifiedAt) return false;
    return await this.adopt(id, path);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Each failure takes its photo out of the pending list, so this ends.
    while (!this.#closed) {
      const batch = this.#catalogue.pendingSidecars(CHUNK);
      if (batch.length === 0) return;
      let full = false;
      for (let start = 0; start < batch.length && !full; start += WRITES_AT_ONCE) {
        const outcomes = await Promise.all(
          batch.slice(start, start + WRITES_AT_ONCE).map((item) => this.#write(item)),
        );
        full = outcomes.includes('disk-full');
      }
      if (full) {
        this.#retry ??= setTimeout(() => {
          this.#retry = undefined;
          this.wake();
        }, RETRY_MS);
        return;
      }
    }
  }

  async #write(item: {
    id: number;
    path: string;
    verdict: Verdict;
  }): Promise<'done' | 'disk-full'> {
    try {
      const written = await this.#metadata.writeVerdict(item.path, item.verdict);
      const [now] = this.#catalogue.photos([item.id]);
      // Decided again meanwhile: still pending, with the newer verdict.
      if (now !== undefined && sameVerdict(now.verdict, item.verdict)) {
        this.#catalogue.setSidecar(
          item.id,
          written.path === undefined ? 'none' : 'written',
          written,
        );
        this.#events.onChanged([item.id]);
      }
      return 'done';
    } catch (thrown) {
      const error = toErrorInfo(thrown);
      if (error.code === 'disk-full') {
        this.#events.onNotice(error.message);
        return 'disk-full';
      }
      const state = error.code === 'sidecar-invalid' ? 'conflict' : 'failed';
      this.#catalogue.setSidecar(item.id, state, { error });
      this.#events.onChanged([item.id]);
      return 'done';
    }
  }
}

function difference(now: Verdict, found: FoundVerdict): VerdictChange {
  return {
    ...(found.stars !== undefined && found.stars !== now.stars && { stars: found.stars }),
    ...(found.flag !== undefined && found.flag !== now.flag && { flag: found.flag }),
    ...(found.color !== undefined && found.color !== now.color && { color: found.color }),
  };
}

function sameVerdict(a: Verdict, b: Verdict): boolean {
  return a.stars === b.stars && a.flag === b.flag && a.color === b.color;
}
