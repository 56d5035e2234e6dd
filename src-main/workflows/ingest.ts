import { stat } from 'node:fs/promises';
import path from 'node:path';
import PQueue from 'p-queue';
import { KeepersError, toErrorInfo, type ErrorInfo, reasonOf } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import type { CatalogueWriter, FileRecord } from '../catalogue/types.ts';
import type { SeenFile, WatchEvent } from '../watching/types.ts';
import { contentIdentity } from './identity.ts';

type Problem = Extract<WatchEvent, { type: 'problem' }>;

export interface IngestEvents {
  /** Photos are new, changed, moved or gone: there may be work, and queries may answer differently. */
  onLibrary(): void;
  /** These have other contents, or moved. */
  onChanged(ids: readonly number[]): void;
  /** A sidecar beside these photos is new or changed. */
  onSidecar(sidecar: { path: string; modifiedAt: number }, photoIds: readonly number[]): void;
  /** A root went or came back. */
  onRoot(rootId: number, online: boolean): void;
  onScan(rootPath: string, found: number, state: 'running' | 'finished' | 'stopped'): void;
  onNotice(message: string): void;
  /** The disk is full, or has room again. */
  onTrouble(trouble: ErrorInfo | undefined): void;
}

/** Files of one root whose ends are read at the same time. */
const READS_AT_ONCE = 8;
/** How long a full disk is left alone, milliseconds. */
const FULL_DISK_PAUSE_MS = 3000;

/** Brings what watching reports into the catalogue, root by root, in the order it was reported. */
export class Ingest {
  readonly #catalogue: CatalogueWriter;
  readonly #events: IngestEvents;
  readonly #rootIds = new Map<string, number>();
  /** Paths reported by the scan that is under way, by root path. */
  readonly #seen = new Map<string, Set<string>>();
  readonly #queues = new Map<string, PQueue>();
  #closed = false;

  constructor(catalogue: CatalogueWriter, events: IngestEvents) {
    this.#catalogue = catalogue;
    this.#events = events;
  }

  /** Events of `rootPath` belong to this root. */
  addRoot(rootPath: string, rootId: number): void {
    this.#rootIds.set(rootPath, rootId);
    this.#queues.set(rootPath, new PQueue({ concurrency: 1 }));
  }

  removeRoot(rootPath: string): void {
    this.#rootIds.delete(rootPath);
    this.#seen.delete(rootPath);
    this.#queues.get(rootPath)?.clear();
    this.#queues.delete(rootPath);
  }

  /** Takes an event in; returns at once. */
  handle(event: WatchEvent): void {
    const queue = this.#queues.get(event.rootPath);
    void queue?.add(() => this.#take(event));
  }

  /** Takes nothing more in. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#queues.values()) queue.clear();
  }

  /** A full disk is waited out: an event that was dropped would be missed until the next scan. */
  async #take(event: WatchEvent): Promise<void> {
    for (let full = false; ;) {
      const rootId = this.#rootIds.get(event.rootPath);
      if (rootId === undefined || this.#closed) return;
      try {
        await this.#apply(event, rootId);
        if (full) this.#events.onTrouble(undefined);
        return;
      } catch (thrown) {
        const error = toErrorInfo(thrown);
        if (error.code !== 'disk-full') {
          this.#events.onNotice(error.message);
          return;
        }
        full = true;
        this.#events.onTrouble(error);
        await new Promise((resolve) => setTimeout(resolve, FULL_DISK_PAUSE_MS));
      }
    }
  }

  async #apply(event: WatchEvent, rootId: number): Promise<void> {
    switch (event.type) {
      case 'scanning': {
        const seen = this.#seen.get(event.rootPath);
        if (seen === undefined || event.found === 0) this.#seen.set(event.rootPath, new Set());
        this.#events.onScan(event.rootPath, event.found, 'running');
        return;
      }
      case 'files':
        await this.#files(event.rootPath, rootId, event.files);
        return;
      case 'gone': {
        const ids = this.#catalogue.markGone(event.paths);
        if (ids.length > 0) this.#events.onLibrary();
        return;
      }
      case 'scanned': {
        const seen = this.#seen.get(event.rootPath);
        this.#seen.delete(event.rootPath);
        if (event.complete && event.found === 0 && this.#photosOf(rootId) > 0) {
          // After a restart the empty mount point of an unplugged drive looks like this too: nothing
          // is forgotten for it.
          this.#catalogue.setRootOnline(rootId, false);
          this.#events.onLibrary();
        } else if (event.complete && seen !== undefined) {
          const gone = this.#catalogue.markUnseen(rootId, seen);
          if (gone.length > 0) this.#events.onLibrary();
        }
        this.#events.onScan(event.rootPath, event.found, event.complete ? 'finished' : 'stopped');
        return;
      }
      case 'offline':
      case 'online':
        this.#catalogue.setRootOnline(rootId, event.type === 'online');
        this.#events.onRoot(rootId, event.type === 'online');
        this.#events.onLibrary();
        return;
      case 'watch':
        this.#catalogue.setRootWatch(rootId, event.watch);
        if (event.reason !== undefined) this.#events.onNotice(event.reason);
        this.#events.onLibrary();
        return;
      case 'problem':
        await this.#problem(event, rootId);
        return;
    }
  }

  async #files(rootPath: string, rootId: number, files: readonly SeenFile[]): Promise<void> {
    const seen = this.#seen.get(rootPath);
    if (files.length > 0 && !this.#isOnline(rootId)) {
      this.#catalogue.setRootOnline(rootId, true);
      this.#events.onRoot(rootId, true);
    }
    const unknown: FileRecord[] = [];
    const sidecars: SeenFile[] = [];
    for (const file of files) {
      const format = formatOfPath(file.path);
      if (format === undefined) {
        if (file.path.toLowerCase().endsWith('.xmp')) sidecars.push(file);
        continue;
      }
      seen?.add(file.path);
      if (!this.#isKnown(file)) unknown.push({ ...file, format });
    }
    await this.#catalogueFiles(rootId, unknown);
    for (const sidecar of sidecars) this.#sidecar(sidecar);
  }

  async #catalogueFiles(rootId: number, files: readonly FileRecord[]): Promise<void> {
    if (files.length === 0) return;
    const records: (FileRecord & { identity: string })[] = [];
    const unreadable: { file: FileRecord; error: KeepersError }[] = [];
    const reads = new PQueue({ concurrency: READS_AT_ONCE });
    await reads.addAll(
      files.map((file) => async () => {
        try {
          records.push({ ...file, identity: await contentIdentity(file.path) });
        } catch (thrown) {
          const error = readError(file.path, thrown);
          // Gone again already: its disappearance is reported by itself.
          if (error.code !== 'file-missing') unreadable.push({ file, error });
        }
      }),
    );
    const outcome = this.#catalogue.upsertFiles(rootId, records);
    this.#failUnreadable(rootId, unreadable);
    const changed = [...outcome.changed, ...outcome.moved];
    if (changed.length > 0) this.#events.onChanged(changed);
    const any = outcome.added.length + outcome.changed.length + outcome.moved.length;
    if (any + unreadable.length > 0) this.#events.onLibrary();
  }

  /** A photo that cannot be read is shown with its reason, not left out. */
  #failUnreadable(
    rootId: number,
    unreadable: readonly { file: FileRecord; error: KeepersError }[],
  ): void {
    for (const { file, error } of unreadable) {
      this.#catalogue.upsertFiles(rootId, [{ ...file, identity: `unread:${file.fileId}` }]);
      const id = this.#catalogue.photoIdAt(file.path);
      if (id !== undefined) this.#catalogue.setFailed(id, error.info);
    }
  }

  #isOnline(rootId: number): boolean {
    return this.#catalogue.roots().find(({ id }) => id === rootId)?.online ?? true;
  }

  #photosOf(rootId: number): number {
    return this.#catalogue.roots().find(({ id }) => id === rootId)?.photos ?? 0;
  }

  #isKnown(file: SeenFile): boolean {
    const id = this.#catalogue.photoIdAt(file.path);
    if (id === undefined) return false;
    // One that could not be read may be readable now, without its time having changed.
    if (this.#catalogue.photos([id])[0]?.stage === 'failed') return false;
    const item = this.#catalogue.workItem(id);
    return item?.bytes === file.bytes && item.modifiedAt === file.modifiedAt;
  }

  #sidecar(file: SeenFile): void {
    const ids = this.#catalogue.photoIdsBeside(file.path);
    if (ids.length > 0) this.#events.onSidecar(file, ids);
  }

  async #problem(event: Problem, rootId: number): Promise<void> {
    const format = formatOfPath(event.path);
    const info =
      event.code === 'file-name-not-utf8' || format === undefined
        ? undefined
        : await stat(event.path).catch(() => undefined);
    const error = new KeepersError(event.code, { path: event.path, reason: event.reason });
    if (info === undefined || format === undefined) {
      this.#events.onNotice(`${path.basename(event.path)}: ${error.message}`);
      return;
    }
    this.#seen.get(event.rootPath)?.add(event.path);
    const file: FileRecord = {
      path: event.path,
      format,
      bytes: info.size,
      modifiedAt: info.mtimeMs,
      fileId: `${info.dev}:${info.ino}`,
    };
    this.#failUnreadable(rootId, [{ file, error }]);
    this.#events.onLibrary();
  }
}

function readError(file: string, thrown: unknown): KeepersError {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new KeepersError('file-missing', { path: file });
  if (code === 'EACCES' || code === 'EPERM') return new KeepersError('file-no-permission');
  const reason = reasonOf(thrown);
  return new KeepersError('file-unreadable', { reason }, { cause: thrown });
}
