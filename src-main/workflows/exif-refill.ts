import { stat } from 'node:fs/promises';
import type { Exif } from '../../src-shared/photo.ts';
import type { CatalogueWriter, WorkItem } from '../catalogue/types.ts';
import type { Metadata } from '../metadata/types.ts';

/** Files that are read at the same time: enough to hide a slow disk's latency, few enough to spare a NAS. */
const READS_AT_ONCE = 4;
const CHUNK = 64;

/**
 * Reads the EXIF again that an older Keepers has read, in the background: newer ones read more of it. A file
 * that cannot be reached, or is not the one that was decoded, keeps what is known of it and its turn.
 */
export class ExifRefill {
  readonly #catalogue: CatalogueWriter;
  readonly #metadata: Pick<Metadata, 'exif'>;
  readonly #onRead: (ids: readonly number[]) => void;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(
    catalogue: CatalogueWriter,
    metadata: Pick<Metadata, 'exif'>,
    onRead: (ids: readonly number[]) => void,
  ) {
    this.#catalogue = catalogue;
    this.#metadata = metadata;
    this.#onRead = onRead;
  }

  /** There may be something to read: at the start, and when a drive comes back. */
  wake(): void {
    if (this.#closed) return;
    // A full disk leaves the rest for the next start.
    this.#running ??= this.#run()
      .catch(() => undefined)
      .finally(() => (this.#running = undefined));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const skipped = new Set<number>();
    while (!this.#closed) {
      const due = this.#catalogue.pendingExif(CHUNK + skipped.size);
      const ids = due.filter((id) => !skipped.has(id)).slice(0, CHUNK);
      if (ids.length === 0) return;
      for (let start = 0; start < ids.length && !this.#closed; start += READS_AT_ONCE) {
        const some = ids.slice(start, start + READS_AT_ONCE);
        const read = await Promise.all(some.map((id) => this.#read(id)));
        if (this.#closed) return;
        const records = read.filter((record) => record !== undefined);
        for (const id of some) if (!records.some((record) => record.id === id)) skipped.add(id);
        this.#catalogue.setExif(records);
        if (records.length > 0) this.#onRead(records.map(({ id }) => id));
      }
    }
  }

  async #read(id: number): Promise<{ id: number; exif: Exif } | undefined> {
    const item = this.#catalogue.workItem(id);
    if (item === undefined || !(await isThere(item))) return undefined;
    const exif = await this.#metadata.exif(item.path);
    // A drive that went meanwhile gives no EXIF, which is not the same as having none.
    return (await isThere(item)) ? { id, exif } : undefined;
  }
}

async function isThere({ path, bytes, modifiedAt }: WorkItem): Promise<boolean> {
  try {
    const info = await stat(path);
    return info.size === bytes && info.mtimeMs === modifiedAt;
  } catch {
    return false;
  }
}
