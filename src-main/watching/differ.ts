import { realpath } from 'node:fs/promises';
import { isForbidden, isMissing, reasonOf } from './errno.ts';
import { type FileStatus, statusOf } from './file-status.ts';
import type { LinkClaims } from './links.ts';
import { join, type Listing, readListing, SPECIAL_REASON } from './listing.ts';
import { sameFile, takeStatus } from './settling.ts';
import { isWatchedFile } from './skip.ts';
import { due, type Due, FileEntry, Folder } from './tree.ts';
import type { WatchEvent } from './types.ts';

type ProblemCode = Extract<WatchEvent, { type: 'problem' }>['code'];

/** What comes of comparing folders with the tree. */
export interface DiffEvents {
  /** False once the root has gone or been closed: what is under way has become pointless. */
  isCurrent(epoch: number): boolean;
  readonly epoch: number;
  /** A folder is about to be read, and must be watched from before. */
  entering(folder: Folder, anew: boolean): void;
  mark(folder: Folder, due: Due): void;
  /** A file is new or changed, or met by a scan. */
  file(
    folder: Folder,
    name: string,
    entry: FileEntry,
    what: { changed: boolean; scan: boolean },
  ): void;
  missing(folder: Folder, name: string, entry: FileEntry): void;
  problem(path: string, code: ProblemCode, reason: string): void;
  /** A folder left the tree with all below it. */
  dropped(folder: Folder): void;
  /** The root itself is not there, is another folder than before or, where not `mayRetry`, cannot be read. */
  rootFailed(mayRetry: boolean): void;
  /** A folder failed for another reason than its permissions. */
  folderFailed(): void;
}

/** Files of one folder whose status is taken at once. */
const STATUS_AT_ONCE = 64;

/** Compares folders with the tree and brings the tree up to date. */
export class Differ {
  readonly #events: DiffEvents;
  readonly #claims: LinkClaims;

  constructor(events: DiffEvents, claims: LinkClaims) {
    this.#events = events;
    this.#claims = claims;
  }

  async visit(folder: Folder, what: Due): Promise<void> {
    const epoch = this.#events.epoch;
    if (!what.list && !what.all) {
      await this.#takeStatuses(folder, [...what.names], what, epoch, new Set(what.names));
      return;
    }
    this.#events.entering(folder, false);
    const listed = Date.now();
    let status: FileStatus;
    let listing: Listing;
    try {
      status = await statusOf(folder.path, true);
      listing = await readListing(folder.path);
    } catch (error) {
      if (this.#events.isCurrent(epoch)) this.#failed(folder, error, what);
      return;
    }
    const links = await resolveLinks(folder, listing.links);
    if (!this.#events.isCurrent(epoch) || folder.detached) return;
    if (folder.identity !== undefined && folder.identity !== status.fileId) {
      // Another folder under the same name: the watch is on the old one, and no file is what it was.
      if (folder.parent === undefined) {
        this.#events.rootFailed(true);
        return;
      }
      folder.identity = undefined;
      this.#events.entering(folder, true);
      this.#events.mark(folder, { ...what, list: true, all: true, deep: true });
      return;
    }
    folder.identity = status.fileId;
    // A change within the grain of the folder's time, or by a clock ahead of ours, would not show in it.
    folder.listedAt = listed - status.modifiedAt > 3000 ? status.modifiedAt : undefined;
    folder.unreadable = false;
    await this.#compare(folder, listing, links, what, epoch);
  }

  /** Takes a folder out of the tree; its files are missing. */
  drop(folder: Folder): void {
    folder.parent?.folders.delete(folder.name);
    for (const inner of [...folder.walk()]) {
      inner.detached = true;
      for (const [name, entry] of inner.files) this.#events.missing(inner, name, entry);
      inner.files.clear();
      this.#events.dropped(inner);
    }
  }

  async #compare(
    folder: Folder,
    listing: Listing,
    links: ResolvedLinks,
    what: Due,
    epoch: number,
  ): Promise<void> {
    this.#reportProblems(folder, listing, links, what);
    const subfolders = new Set(
      listing.folders.filter(
        (name) => !this.#claims.isElsewhere(join(folder.realPath, name), folder.folders.get(name)),
      ),
    );
    for (const [name, realPath] of links.folders) {
      const known = folder.folders.get(name);
      if (known?.linked === true && known.realPath === realPath) subfolders.add(name);
      else if (this.#claims.mayFollow(realPath)) {
        if (known !== undefined) this.drop(known);
        const linked = new Folder(folder.pathOf(name), name, folder, { realPath });
        folder.folders.set(name, linked);
        this.#claims.claim(linked);
        subfolders.add(name);
      }
    }
    const files = new Set([...listing.files, ...links.files]);
    for (const [name, entry] of [...folder.files]) {
      if (files.has(name)) continue;
      folder.files.delete(name);
      this.#events.missing(folder, name, entry);
    }
    for (const [name, inner] of [...folder.folders]) if (!subfolders.has(name)) this.drop(inner);
    for (const name of subfolders) this.#enter(folder, name, what);
    const names = what.all
      ? [...files]
      : [...files].filter((name) => what.names.has(name) || !folder.files.has(name));
    await this.#takeStatuses(folder, names, what, epoch, new Set(links.files));
  }

  #enter(folder: Folder, name: string, what: Due): void {
    const known = folder.folders.get(name);
    const inner = known ?? new Folder(folder.pathOf(name), name, folder);
    const isNew = inner.identity === undefined;
    if (known === undefined) folder.folders.set(name, inner);
    if (isNew || what.names.has(name)) {
      // Created, or named by a change: it may be another folder than before.
      if (!isNew) this.#events.entering(inner, true);
      this.#events.mark(inner, due({ list: true, all: true, deep: true, scan: what.scan }));
    } else if (what.deep) {
      this.#events.mark(
        inner,
        due({ list: what.list, all: what.all, deep: true, scan: what.scan }),
      );
    }
  }

  async #takeStatuses(
    folder: Folder,
    names: readonly string[],
    what: Due,
    epoch: number,
    links: ReadonlySet<string>,
  ): Promise<void> {
    for (let start = 0; start < names.length; start += STATUS_AT_ONCE) {
      const some = names.slice(start, start + STATUS_AT_ONCE);
      const statuses = await Promise.all(
        some.map((name) =>
          statusOf(folder.pathOf(name), links.has(name)).catch((error: unknown) => ({ error })),
        ),
      );
      if (!this.#events.isCurrent(epoch) || folder.detached) return;
      for (const [index, name] of some.entries()) {
        const status = statuses[index];
        if (status !== undefined) this.#take(folder, name, status, what);
      }
    }
  }

  #take(folder: Folder, name: string, status: FileStatus | { error: unknown }, what: Due): void {
    const known = folder.files.get(name);
    if ('error' in status) {
      if (isMissing(status.error)) this.#vanished(folder, name);
      else this.#fail(folder, name, status.error, what);
      return;
    }
    if (status.kind !== 'file') {
      this.#vanished(folder, name);
      return;
    }
    const entry = known ?? new FileEntry(status.bytes, status.modifiedAt, status.fileId);
    if (known === undefined) folder.files.set(name, entry);
    if (!status.readable) {
      takeStatus(entry, status);
      this.#refuse(folder, name, entry, 'file-no-permission', 'permission denied', what);
      return;
    }
    folder.problems.delete(name);
    const changed = known === undefined || entry.refused || !sameFile(entry, status);
    entry.refused = false;
    takeStatus(entry, status);
    if (changed || what.scan) this.#events.file(folder, name, entry, { changed, scan: what.scan });
  }

  /** A file whose status was asked for is not there, or is none. */
  #vanished(folder: Folder, name: string): void {
    const entry = folder.files.get(name);
    if (entry === undefined) return;
    folder.files.delete(name);
    this.#events.missing(folder, name, entry);
  }

  /** A file whose status cannot be taken. */
  #fail(folder: Folder, name: string, error: unknown, what: Due): void {
    const entry = folder.files.get(name) ?? new FileEntry(0, Number.NaN, '');
    folder.files.set(name, entry);
    const code = isForbidden(error) ? 'file-no-permission' : 'file-unreadable';
    this.#refuse(folder, name, entry, code, reasonOf(error), what);
  }

  #refuse(
    folder: Folder,
    name: string,
    entry: FileEntry,
    code: ProblemCode,
    reason: string,
    what: Due,
  ): void {
    entry.refused = true;
    entry.told = true;
    this.#problemOnce(folder, name, code, reason, what);
  }

  #failed(folder: Folder, error: unknown, what: Due): void {
    if (isMissing(error)) {
      if (folder.parent === undefined) this.#events.rootFailed(true);
      else {
        const parent = due({ list: true, names: new Set([folder.name]), scan: what.scan });
        this.#events.mark(folder.parent, parent);
      }
      return;
    }
    // What is below stays in the tree: not being readable is not being gone.
    folder.unreadable = true;
    folder.listedAt = undefined;
    if (!isForbidden(error)) this.#events.folderFailed();
    if (folder.parent === undefined) this.#events.rootFailed(false);
    this.#problemOnce(folder, '', 'folder-unreadable', reasonOf(error), what);
  }

  #reportProblems(folder: Folder, listing: Listing, links: ResolvedLinks, what: Due): void {
    const current = new Set<string>();
    for (const { name, bytes } of listing.unnameable) {
      const reason = `its bytes are ${bytes}`;
      this.#problemOnce(folder, name, 'file-name-not-utf8', reason, what, bytes);
      current.add(bytes);
    }
    for (const name of [...listing.specials, ...links.specials]) {
      this.#problemOnce(folder, name, 'file-unreadable', SPECIAL_REASON, what);
      current.add(name);
    }
    for (const key of folder.problems) {
      if (!current.has(key) && !folder.files.has(key)) folder.problems.delete(key);
    }
  }

  /** Reports a problem unless that was done before; a scan reports it again. */
  #problemOnce(
    folder: Folder,
    name: string,
    code: ProblemCode,
    reason: string,
    what: Due,
    key = name,
  ): void {
    if (folder.problems.has(key) && !what.scan) return;
    folder.problems.add(key);
    this.#events.problem(name === '' ? folder.path : folder.pathOf(name), code, reason);
  }
}

interface ResolvedLinks {
  readonly files: readonly string[];
  /** Real paths by name. */
  readonly folders: ReadonlyMap<string, string>;
  readonly specials: readonly string[];
}

/** A link that leads nowhere is as if it were not there. */
async function resolveLinks(folder: Folder, names: readonly string[]): Promise<ResolvedLinks> {
  const files: string[] = [];
  const folders = new Map<string, string>();
  const specials: string[] = [];
  for (const name of names) {
    try {
      const link = folder.pathOf(name);
      const { kind } = await statusOf(link, true);
      if (kind === 'folder') folders.set(name, await realpath(link));
      else if (isWatchedFile(name)) (kind === 'file' ? files : specials).push(name);
    } catch {
      continue;
    }
  }
  return { files, folders, specials };
}
