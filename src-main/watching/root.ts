import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { Batches } from './batches.ts';
import { Changes } from './changes.ts';
import { Departures } from './departures.ts';
import { type DiffEvents, Differ } from './differ.ts';
import { isForbidden, isOutOfWatches, reasonOf } from './errno.ts';
import { type FileStatus, isReadable, statusOf } from './file-status.ts';
import { LinkClaims } from './links.ts';
import { readListing } from './listing.ts';
import type { MovedFiles } from './moved-files.ts';
import type { NativeWatches } from './native.ts';
import { networkDriveOf } from './network-drive.ts';
import { type Breath, Pacer } from './paced.ts';
import { SettlingFiles } from './settling.ts';
import { isPhoto } from './skip.ts';
import { Ticker } from './ticker.ts';
import { due, type Due, type FileEntry, Folder } from './tree.ts';
import type { AddOptions, WatchEvent, WatchingOptions, WatchMode } from './types.ts';
import { Visits } from './visits.ts';

/** Folders read at once. Four is what Node's thread pool works on. */
const VISITS_AT_ONCE = 4;

export interface RootContext {
  readonly emit: (event: WatchEvent) => void;
  readonly watches: NativeWatches;
  readonly moved: MovedFiles;
  readonly options: WatchingOptions;
}

/** One root: its tree, how it is watched, and whether it is there. */
export class WatchedRoot implements DiffEvents {
  readonly #rootPath: string;
  readonly #path: string;
  readonly #context: RootContext;
  readonly #freshMs: number;
  readonly #batches: Batches;
  readonly #visits: Visits;
  readonly #changes: Changes;
  readonly #settling: SettlingFiles;
  readonly #departures: Departures;
  readonly #pacer: Pacer;
  readonly #heart: Ticker;
  #claims = new LinkClaims('');
  #differ = new Differ(this, this.#claims);
  #root: Folder;
  #mode: WatchMode = 'native';
  #state: 'new' | 'online' | 'offline' | 'closed' = 'new';
  #epoch = 0;
  #scans: Promise<void> = Promise.resolve();
  #scan: { found: number; failed: boolean } | undefined;
  #check: Promise<void> | undefined;
  /** Device and inode that the root had before it went. */
  #lastIdentity: string | undefined;
  /** Files that changed, appeared or vanished, so far. */
  #changed = 0;

  /** @param rootPath absolute; events carry it as it is given. */
  constructor(rootPath: string, context: RootContext) {
    this.#rootPath = rootPath;
    this.#path = path.resolve(rootPath);
    this.#context = context;
    const { options, moved } = context;
    this.#freshMs = options.freshMs ?? 3000;
    this.#root = new Folder(this.#path, path.basename(this.#path));
    this.#batches = new Batches(rootPath, context.emit, () => this.#progress());
    this.#visits = new Visits((folder, what) => this.#differ.visit(folder, what), VISITS_AT_ONCE);
    this.#changes = new Changes((folder, what) => this.#visits.mark(folder, what));
    this.#settling = new SettlingFiles(options.stabilityMs ?? 1000, moved, {
      settled: (folder, name, entry) => this.#report(folder, name, entry),
      missing: (folder, name) => this.#look(folder, name),
    });
    this.#departures = new Departures(options.goneDelayMs ?? 500, {
      isRootThere: () => this.#isThere(),
      gone: (file) => this.#batches.gone(file),
      back: (folderPath, name) => this.#lookAt(folderPath, name),
    });
    this.#pacer = new Pacer({ pass: (full, breath) => this.#pass(full, breath) }, options.pace);
    this.#heart = new Ticker(
      options.rootCheckMs ?? 2000,
      () => this.#checkRoot(),
      () => this.#state === 'online' || this.#state === 'offline',
    );
  }

  get mode(): WatchMode {
    return this.#mode;
  }

  /** Starts to watch; the first scan goes on after it. */
  async start({ watch }: AddOptions): Promise<void> {
    let status: FileStatus | undefined;
    try {
      status = await statusOf(this.#path, true);
    } catch (error) {
      if (isForbidden(error)) this.problem(this.#path, 'folder-unreadable', reasonOf(error));
    }
    if (status !== undefined && status.kind !== 'folder') {
      throw new KeepersError('folder-missing', { path: this.#rootPath });
    }
    const drive = watch === undefined ? await networkDriveOf(this.#path) : undefined;
    if (this.#isClosed()) return;
    this.#mode = watch ?? (drive === undefined ? 'native' : 'paced');
    const reason = drive === undefined ? undefined : `${drive} raises no change notices`;
    this.#announceMode(reason);
    if (status === undefined) {
      this.#state = 'offline';
      this.#emit({ type: 'offline', rootPath: this.#rootPath });
    } else await this.#goOnline();
    this.#heart.wake();
  }

  /** Reports every file again; resolves when that is done. */
  async scan(): Promise<void> {
    this.#scans = this.#scans.then(() => this.#runScan());
    await this.#scans;
  }

  /** Looks whether files that are being waited for are ones that have vanished elsewhere. */
  matchMoves(): void {
    this.#settling.matchMoves();
  }

  close(): void {
    if (this.#isClosed()) return;
    this.#batches.flush();
    this.#stopScan();
    this.#state = 'closed';
    this.#standStill();
    this.#departures.hold(true);
    this.#settling.close();
    this.#heart.stop();
  }

  // What the differ asks and tells

  get epoch(): number {
    return this.#epoch;
  }

  isCurrent(epoch: number): boolean {
    return epoch === this.#epoch;
  }

  entering(folder: Folder, anew: boolean): void {
    if (this.#mode === 'paced' || (folder.stopWatch !== undefined && !anew)) return;
    const covered = folder.parent !== undefined && !folder.linked;
    if (this.#context.watches.kind === 'tree' && covered) return;
    folder.stopWatch?.();
    folder.stopWatch = undefined;
    const { kind } = this.#context.watches;
    try {
      folder.stopWatch = this.#context.watches.open(folder.path, {
        onChange: (moved, name) => this.#changes.onChange(kind, folder, moved, name),
        onLost: () => this.#changes.onLost(this.#root),
        onBroken: () => {
          folder.stopWatch = undefined;
          this.#changes.onLost(folder);
        },
      });
    } catch (error) {
      if (isOutOfWatches(error)) this.#becomePaced();
      // Otherwise reading the folder tells what is wrong with it.
    }
  }

  mark(folder: Folder, what: Due): void {
    this.#visits.mark(folder, what);
  }

  file(
    folder: Folder,
    name: string,
    entry: FileEntry,
    { changed, scan }: { changed: boolean; scan: boolean },
  ): void {
    if (changed) this.#changed++;
    if (scan && this.#scan !== undefined && isPhoto(name)) this.#scan.found++;
    if (changed || !this.#settling.has(folder.pathOf(name))) {
      const fresh = Date.now() - entry.modifiedAt < this.#freshMs;
      if (!changed || (scan && !fresh) || this.#context.moved.knows(entry)) {
        this.#report(folder, name, entry);
      } else this.#settling.add(folder, name, entry, scan);
    }
  }

  missing(folder: Folder, name: string, entry: FileEntry): void {
    const file = folder.pathOf(name);
    this.#settling.drop(file);
    if (!entry.told) return;
    this.#changed++;
    this.#context.moved.note(entry);
    this.#departures.add(file);
  }

  problem(
    file: string,
    code: Extract<WatchEvent, { type: 'problem' }>['code'],
    reason: string,
  ): void {
    this.#settling.drop(file);
    this.#departures.cancel(file);
    this.#batches.flush();
    this.#emit({ type: 'problem', rootPath: this.#rootPath, path: file, code, reason });
  }

  dropped(folder: Folder): void {
    folder.stopWatch?.();
    folder.stopWatch = undefined;
    // Another link may lead to the same folder.
    if (this.#claims.release(folder)) this.mark(this.#root, due({ list: true, deep: true }));
  }

  rootFailed(mayRetry: boolean): void {
    this.folderFailed();
    const epoch = this.#epoch;
    void this.#checkRootAfresh().then(() => {
      // Back already: what was read while it was away says nothing.
      if (mayRetry && this.isCurrent(epoch)) this.#changes.onLost(this.#root);
    });
  }

  folderFailed(): void {
    if (this.#scan !== undefined) this.#scan.failed = true;
  }

  // Files

  #report(folder: Folder, name: string, entry: FileEntry): void {
    const file = folder.pathOf(name);
    const { bytes, modifiedAt, fileId } = entry;
    entry.told = true;
    this.#settling.drop(file);
    this.#departures.cancel(file);
    this.#batches.file({ path: file, bytes, modifiedAt, fileId });
  }

  #look(folder: Folder, name: string): void {
    this.mark(folder, due({ list: true, names: new Set([name]) }));
  }

  #lookAt(folderPath: string, name: string): void {
    for (const folder of this.#root.walk()) {
      if (folder.path === folderPath) this.#look(folder, name);
    }
  }

  // Scans

  async #runScan(): Promise<void> {
    if (this.#state !== 'online') return;
    const epoch = this.#epoch;
    this.#scan = { found: 0, failed: false };
    this.#emit({ type: 'scanning', rootPath: this.#rootPath, found: 0 });
    this.mark(this.#root, due({ list: true, all: true, deep: true, scan: true }));
    await this.#visits.scanned();
    await this.#settling.scanChecked();
    // A root that vanished looks, from inside, like one whose folders were deleted.
    await this.#checkRootAfresh();
    if (!this.isCurrent(epoch)) return;
    this.#batches.flush();
    const { found, failed } = this.#scan;
    this.#scan = undefined;
    this.#emit({ type: 'scanned', rootPath: this.#rootPath, found, complete: !failed });
    if (this.#mode === 'paced') this.#pacer.start();
  }

  #stopScan(): void {
    if (this.#scan === undefined) return;
    const { found } = this.#scan;
    this.#scan = undefined;
    this.#emit({ type: 'scanned', rootPath: this.#rootPath, found, complete: false });
  }

  #progress(): void {
    if (this.#scan === undefined || this.#scan.found === 0) return;
    this.#emit({ type: 'scanning', rootPath: this.#rootPath, found: this.#scan.found });
  }

  async #pass(full: boolean, breath: Breath): Promise<number> {
    const before = this.#changed;
    const epoch = this.#epoch;
    for (const folder of [...this.#root.walk()]) {
      if (!this.isCurrent(epoch)) break;
      if (folder.detached) continue;
      if (full || (await hasChanged(folder))) {
        this.mark(folder, due({ list: true, all: true }));
        await this.#visits.idle();
      }
      await breath();
    }
    return this.#changed - before;
  }

  // The root's coming and going

  async #goOnline(): Promise<void> {
    const real = await realpath(this.#path).catch(() => this.#path);
    if (this.#isClosed()) return;
    this.#state = 'online';
    if (this.#claims.rootRealPath !== real) {
      this.#claims = new LinkClaims(real);
      this.#differ = new Differ(this, this.#claims);
      this.#root = new Folder(this.#path, path.basename(this.#path), undefined, { realPath: real });
    }
    this.#root.identity = undefined;
    this.entering(this.#root, false);
    this.#departures.hold(false);
    void this.scan();
  }

  #goOffline(): void {
    this.#batches.flush();
    this.#stopScan();
    this.#state = 'offline';
    this.#standStill();
    this.#departures.hold(true);
    this.#emit({ type: 'offline', rootPath: this.#rootPath });
  }

  /** Stops all work and closes all watches; the tree stays. */
  #standStill(): void {
    this.#epoch++;
    this.#pacer.stop();
    this.#changes.clear();
    this.#visits.clear();
    this.#settling.clear();
    this.#closeWatches();
  }

  #closeWatches(): void {
    for (const folder of this.#root.walk()) {
      folder.stopWatch?.();
      folder.stopWatch = undefined;
    }
  }

  #checkRoot(): Promise<void> {
    this.#check ??= this.#lookForRoot().finally(() => {
      this.#check = undefined;
    });
    return this.#check;
  }

  /** A check that begins now; one under way may have looked already. */
  async #checkRootAfresh(): Promise<void> {
    await this.#check;
    await this.#checkRoot();
  }

  async #isThere(): Promise<boolean> {
    const epoch = this.#epoch;
    await this.#checkRootAfresh();
    return this.#state === 'online' && this.isCurrent(epoch);
  }

  async #lookForRoot(): Promise<void> {
    const epoch = this.#epoch;
    const last = this.#root.identity ?? this.#lastIdentity;
    const now = await this.#presence();
    if (!this.isCurrent(epoch) || now === 'unknown') return;
    const bare = now !== 'away' && now.empty && last !== undefined && !sameDevice(now.id, last);
    // An empty folder on another device is the bare mount point of a drive that is not plugged in.
    const there = now !== 'away' && !bare;
    if (this.#state === 'online') {
      if (!there) {
        this.#lastIdentity = last;
        this.#goOffline();
      } else if (this.#root.identity !== undefined && this.#root.identity !== now.id) {
        // Mounted over, or made anew: all watches are on what it was.
        this.#stopScan();
        this.#standStill();
        await this.#goOnline();
      } else if (this.#root.unreadable && (await isReadable(this.#path))) {
        this.#root.unreadable = false;
        void this.scan();
      }
    } else if (this.#state === 'offline' && there) {
      this.#emit({ type: 'online', rootPath: this.#rootPath });
      await this.#goOnline();
    }
  }

  /** What is at the root's path; 'unknown' where the permissions do not let it be seen. */
  async #presence(): Promise<{ id: string; empty: boolean } | 'away' | 'unknown'> {
    try {
      const status = await statusOf(this.#path, true);
      if (status.kind !== 'folder') return 'away';
      if (status.fileId === this.#root.identity) return { id: status.fileId, empty: false };
      const { files, folders, links } = await readListing(this.#path);
      return { id: status.fileId, empty: files.length + folders.length + links.length === 0 };
    } catch (error) {
      return isForbidden(error) && this.#state === 'online' ? 'unknown' : 'away';
    }
  }

  #becomePaced(): void {
    this.#mode = 'paced';
    this.#closeWatches();
    this.#announceMode(
      'this system’s limit of folder watches is reached (on Linux, raise fs.inotify.max_user_watches)',
    );
    if (this.#scan === undefined) this.#pacer.start();
  }

  #announceMode(reason: string | undefined): void {
    this.#emit({
      type: 'watch',
      rootPath: this.#rootPath,
      watch: this.#mode,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #emit(event: WatchEvent): void {
    if (!this.#isClosed()) this.#context.emit(event);
  }
}

/** Whether the folder's own time says that names in it have changed, or cannot say. */
async function hasChanged(folder: Folder): Promise<boolean> {
  if (folder.listedAt === undefined || folder.unreadable) return true;
  try {
    const { modifiedAt, fileId } = await statusOf(folder.path, true);
    return modifiedAt !== folder.listedAt || fileId !== folder.identity;
  } catch {
    return true;
  }
}

/** Whether two identities, device and inode, are of one device. */
function sameDevice(a: string, b: string): boolean {
  return a.split(':', 1)[0] === b.split(':', 1)[0];
}
