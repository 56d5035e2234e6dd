import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { PictureKind } from '../../src-shared/bridge.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { PreviewCache } from './types.ts';

interface Entry {
  bytes: number;
  usedAt: number;
}

const EXTENSIONS = { 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const;
/** How far below its limit the cache is emptied, so that it is not emptied for every picture. */
const LOW_WATER = 0.9;
/** A file's time of use is refreshed on disk at most this often. */
const TOUCH_AFTER_MS = 60 * 60 * 1000;

/**
 * Opens the cache in `folder`, taking stock of what an earlier run left there.
 *
 * Layout: `ab/abcdef….thumbnail.webp`. Times of use are the files' own mtimes, so a restart knows them.
 */
export async function openPreviewCache(folder: string, limit: number): Promise<PreviewCache> {
  await mkdir(folder, { recursive: true });
  const cache = new DiskPreviewCache(folder, limit);
  await cache.takeStock();
  return cache;
}

class DiskPreviewCache implements PreviewCache {
  readonly #folder: string;
  #limit: number;
  #bytes = 0;
  /** Relative file → entry, in order of use: the first is the least recently used. */
  readonly #entries = new Map<string, Entry>();
  #evicting: Promise<void> | undefined;

  constructor(folder: string, limit: number) {
    this.#folder = folder;
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async takeStock(): Promise<void> {
    const found: [string, Entry][] = [];
    for (const shard of await readdir(this.#folder, { withFileTypes: true })) {
      if (!shard.isDirectory()) continue;
      const names = await readdir(path.join(this.#folder, shard.name));
      await Promise.all(
        names.map(async (name) => {
          const relative = path.join(shard.name, name);
          if (name.endsWith('.tmp')) {
            await rm(path.join(this.#folder, relative), { force: true });
            return;
          }
          const info = await stat(path.join(this.#folder, relative)).catch(() => undefined);
          if (info !== undefined)
            found.push([relative, { bytes: info.size, usedAt: info.mtimeMs }]);
        }),
      );
    }
    found.sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [relative, entry] of found) {
      this.#entries.set(relative, entry);
      this.#bytes += entry.bytes;
    }
    await this.#evict();
  }

  async find(version: string, kind: PictureKind): Promise<string | undefined> {
    for (const extension of Object.values(EXTENSIONS)) {
      const relative = relativeFile(version, kind, extension);
      const entry = this.#entries.get(relative);
      if (entry === undefined) continue;
      const file = path.join(this.#folder, relative);
      const now = Date.now();
      this.#entries.delete(relative);
      this.#entries.set(relative, entry);
      if (now - entry.usedAt > TOUCH_AFTER_MS) {
        entry.usedAt = now;
        const touched = await utimes(file, now / 1000, now / 1000).then(
          () => true,
          () => false,
        );
        // Someone emptied the cache folder: it is theirs to empty.
        if (!touched) {
          this.#forget(relative);
          continue;
        }
      }
      return file;
    }
    return undefined;
  }

  async put(
    version: string,
    kind: PictureKind,
    bytes: Uint8Array,
    mime: 'image/jpeg' | 'image/webp',
  ): Promise<string> {
    const relative = relativeFile(version, kind, EXTENSIONS[mime]);
    const file = path.join(this.#folder, relative);
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(temporary, 'w');
      try {
        await handle.writeFile(bytes);
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined);
      const code = (thrown as NodeJS.ErrnoException).code;
      if (code === 'ENOSPC' || code === 'EDQUOT') {
        throw new KeepersError('disk-full', { what: 'a preview' }, { cause: thrown });
      }
      const reason = reasonOf(thrown);
      throw new KeepersError('write-failed', { path: file, reason }, { cause: thrown });
    }
    this.#forget(relative);
    this.#entries.set(relative, { bytes: bytes.byteLength, usedAt: Date.now() });
    this.#bytes += bytes.byteLength;
    void this.#evict();
    return file;
  }

  setLimit(bytes: number): void {
    this.#limit = bytes;
    void this.#evict();
  }

  async close(): Promise<void> {
    await this.#evicting;
  }

  #forget(relative: string): void {
    const entry = this.#entries.get(relative);
    if (entry === undefined) return;
    this.#entries.delete(relative);
    this.#bytes -= entry.bytes;
  }

  #evict(): Promise<void> {
    if (this.#bytes <= this.#limit) return this.#evicting ?? Promise.resolve();
    this.#evicting ??= this.#evictDown().finally(() => (this.#evicting = undefined));
    return this.#evicting;
  }

  async #evictDown(): Promise<void> {
    for (const relative of this.#entries.keys()) {
      if (this.#bytes <= this.#limit * LOW_WATER) return;
      this.#forget(relative);
      await rm(path.join(this.#folder, relative), { force: true }).catch(() => undefined);
    }
  }
}

function relativeFile(version: string, kind: PictureKind, extension: string): string {
  return path.join(version.slice(0, 2), `${version}.${kind}.${extension}`);
}
