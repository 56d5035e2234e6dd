import { join } from './listing.ts';

/** One file as it was last seen. */
export class FileEntry {
  bytes: number;
  modifiedAt: number;
  fileId: string;
  /** Whether listeners have been told of it, as a file or as a problem. */
  told = false;
  /** Whether it was last reported as a problem. */
  refused = false;

  constructor(bytes: number, modifiedAt: number, fileId: string) {
    this.bytes = bytes;
    this.modifiedAt = modifiedAt;
    this.fileId = fileId;
  }
}

/** What is to be looked at in a folder. */
export interface Due {
  /** Which names there are. */
  list: boolean;
  /** The status of every file, not of new ones alone. */
  all: boolean;
  /** The same in its subfolders. */
  deep: boolean;
  /** For a scan: reports every file, and takes those that are not fresh at once. */
  scan: boolean;
  /** Names whose status is to be taken anew. */
  readonly names: Set<string>;
}

export function due(what: Partial<Due>): Due {
  return { list: false, all: false, deep: false, scan: false, names: new Set(), ...what };
}

export function mergeDue(into: Due, more: Due): void {
  into.list ||= more.list;
  into.all ||= more.all;
  into.deep ||= more.deep;
  into.scan ||= more.scan;
  for (const name of more.names) into.names.add(name);
}

/** A folder of the tree below a root; its files' paths are not stored, which keeps 100,000 of them small. */
export class Folder {
  readonly path: string;
  readonly name: string;
  readonly parent: Folder | undefined;
  /** Without symlinks. A real folder is in the tree once. */
  readonly realPath: string;
  /** Whether it is reached by a symlink of its own, so that its parent's watch does not cover it. */
  readonly linked: boolean;
  readonly files = new Map<string, FileEntry>();
  readonly folders = new Map<string, Folder>();
  /** Names that were reported as problems while they last. */
  readonly problems = new Set<string>();
  /** Device and inode at the last visit. */
  identity: string | undefined;
  /** Its own mtime at the last listing; undefined where a later change might not show in it. */
  listedAt: number | undefined;
  unreadable = false;
  stopWatch: (() => void) | undefined;
  due: Due | undefined;
  visiting = false;
  /** No longer in the tree. */
  detached = false;

  constructor(path: string, name: string, parent?: Folder, link?: { realPath: string }) {
    this.path = path;
    this.name = name;
    this.parent = parent;
    this.linked = link !== undefined;
    this.realPath = link?.realPath ?? (parent === undefined ? path : join(parent.realPath, name));
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** This folder and all below it, parents first. */
  *walk(): Generator<Folder> {
    yield this;
    for (const folder of this.folders.values()) yield* folder.walk();
  }

  /** The deepest known folder on the way to a relative path, and what remains of the way. */
  locate(names: readonly string[]): { folder: Folder; rest: readonly string[] } {
    const [first, ...rest] = names;
    const next = first === undefined || rest.length === 0 ? undefined : this.folders.get(first);
    return next === undefined ? { folder: this, rest: names } : next.locate(rest);
  }
}
