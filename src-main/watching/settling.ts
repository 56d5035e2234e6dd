import { type FileStatus, statusOf } from './file-status.ts';
import type { MovedFiles } from './moved-files.ts';
import { Ticker } from './ticker.ts';
import type { FileEntry, Folder } from './tree.ts';

interface Settling {
  readonly folder: Folder;
  readonly name: string;
  readonly entry: FileEntry;
  /** When it is looked at again, on the clock of `performance.now()`. */
  checkAt: number;
  /** Found by a scan that waits for its first check. */
  ofScan: boolean;
}

export interface SettlingEvents {
  /** Size and time have stayed the same. */
  settled(folder: Folder, name: string, entry: FileEntry): void;
  /** It is not there, or its status could not be taken: its folder is to be looked at. */
  missing(folder: Folder, name: string): void;
}

const CHECKS_AT_ONCE = 32;

/** Files that may still be being written: each is reported once it has stopped changing. */
export class SettlingFiles {
  readonly #stabilityMs: number;
  readonly #moved: MovedFiles;
  readonly #events: SettlingEvents;
  readonly #files = new Map<string, Settling>();
  readonly #firstChecks = new Set<() => void>();
  readonly #ticker: Ticker;

  constructor(stabilityMs: number, moved: MovedFiles, events: SettlingEvents) {
    this.#stabilityMs = stabilityMs;
    this.#moved = moved;
    this.#events = events;
    this.#ticker = new Ticker(
      Math.max(10, Math.min(100, stabilityMs / 5)),
      () => this.#check(),
      () => this.#files.size > 0,
    );
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Starts, or starts anew, to wait for a file. */
  add(folder: Folder, name: string, entry: FileEntry, ofScan: boolean): void {
    const path = folder.pathOf(name);
    const checkAt = performance.now() + this.#stabilityMs;
    // A scan does not wait for what goes on changing.
    const first = ofScan && !this.#files.has(path);
    this.#files.set(path, { folder, name, entry, checkAt, ofScan: first });
    this.#releaseScan();
    this.#ticker.wake();
  }

  drop(path: string): void {
    this.#files.delete(path);
    this.#releaseScan();
  }

  /** Resolves when each file that a scan has found has been checked once. */
  async scanChecked(): Promise<void> {
    if ([...this.#files.values()].some(({ ofScan }) => ofScan)) {
      await new Promise<void>((resolve) => this.#firstChecks.add(resolve));
    }
  }

  /** Reports at once those that were known under another path: they are whole. */
  matchMoves(): void {
    for (const [path, { folder, name, entry }] of this.#files) {
      if (!this.#moved.knows(entry)) continue;
      this.#files.delete(path);
      this.#events.settled(folder, name, entry);
    }
    this.#releaseScan();
  }

  close(): void {
    this.#ticker.stop();
    this.clear();
  }

  /** Forgets all; the entries are such that the next look at them finds a change. */
  clear(): void {
    for (const { folder, name, entry } of this.#files.values()) {
      if (entry.told) entry.modifiedAt = Number.NaN;
      else folder.files.delete(name);
    }
    this.#files.clear();
    this.#releaseScan();
  }

  async #check(): Promise<void> {
    const now = performance.now();
    const ready = [...this.#files].filter(([, file]) => file.checkAt <= now);
    for (let start = 0; start < ready.length; start += CHECKS_AT_ONCE) {
      const some = ready.slice(start, start + CHECKS_AT_ONCE);
      await Promise.all(some.map(([path, file]) => this.#checkOne(path, file)));
    }
    this.#releaseScan();
  }

  async #checkOne(path: string, file: Settling): Promise<void> {
    const { folder, name, entry } = file;
    const status = await statusOf(path, true).catch(() => undefined);
    // Dropped or replaced meanwhile.
    if (this.#files.get(path) !== file) return;
    file.ofScan = false;
    if (status?.kind === 'file') {
      if (sameFile(entry, status)) {
        this.#files.delete(path);
        this.#events.settled(folder, name, entry);
        return;
      }
      takeStatus(entry, status);
      file.checkAt = performance.now() + this.#stabilityMs;
      return;
    }
    this.#files.delete(path);
    if (entry.told) entry.modifiedAt = Number.NaN;
    else folder.files.delete(name);
    this.#events.missing(folder, name);
  }

  #releaseScan(): void {
    if (this.#firstChecks.size === 0) return;
    for (const { ofScan } of this.#files.values()) if (ofScan) return;
    for (const resolve of this.#firstChecks) resolve();
    this.#firstChecks.clear();
  }
}

/** Whether a file is as it was when its entry was written. */
export function sameFile(entry: FileEntry, status: FileStatus): boolean {
  return (
    entry.bytes === status.bytes &&
    entry.modifiedAt === status.modifiedAt &&
    entry.fileId === status.fileId
  );
}

export function takeStatus(entry: FileEntry, status: FileStatus): void {
  entry.bytes = status.bytes;
  entry.modifiedAt = status.modifiedAt;
  entry.fileId = status.fileId;
}
