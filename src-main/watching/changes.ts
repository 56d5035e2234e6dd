import path from 'node:path';
import { isHidden, isSkippedFolder, isWatchedFile } from './skip.ts';
import { due, type Due, type Folder, mergeDue } from './tree.ts';
import type { NativeWatchKind } from './types.ts';

/** How long changes are gathered before their folders are looked at, in milliseconds. */
const GATHER_MS = 50;

/** Turns the system's change notices into what is to be looked at, many notices into one look. */
export class Changes {
  readonly #mark: (folder: Folder, due: Due) => void;
  readonly #gathered = new Map<Folder, Due>();
  #timer: NodeJS.Timeout | undefined;

  constructor(mark: (folder: Folder, due: Due) => void) {
    this.#mark = mark;
  }

  /** A change notice of the watch on `base`, whose reach is that folder or, for a tree, all below it. */
  onChange(kind: NativeWatchKind, base: Folder, moved: boolean, name: string | undefined): void {
    // A name with U+FFFD may be one that is not UTF-8, which has no name here.
    if (name === undefined || name.includes('\uFFFD')) {
      this.#add(base, due({ list: true, all: true, deep: kind === 'tree' }));
    } else if (kind === 'folder') this.#inFolder(base, moved, name);
    else {
      const { folder, rest } = base.locate(name.split(path.sep));
      const [first] = rest;
      if (first === undefined || rest.slice(0, -1).some(isSkippedFolder)) return;
      // Something in a folder that is not known yet: that folder is what has appeared.
      this.#inFolder(folder, moved || rest.length > 1, first);
    }
  }

  /** Notices of this folder or below it were lost. */
  onLost(folder: Folder): void {
    this.#add(folder, due({ list: true, all: true, deep: true }));
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#gathered.clear();
  }

  #inFolder(folder: Folder, moved: boolean, name: string): void {
    // The system names a watched folder itself when that is moved, deleted or changed.
    const isItself = name === folder.name && !folder.folders.has(name);
    if (isHidden(name) && !isItself) return;
    const inner = folder.folders.get(name);
    if (moved) this.#add(folder, due({ list: true, names: new Set([name]) }));
    else if (isItself && folder.unreadable) this.onLost(folder);
    else if (inner?.unreadable === true) this.onLost(inner);
    else if (isWatchedFile(name)) this.#add(folder, due({ names: new Set([name]) }));
  }

  #add(folder: Folder, what: Due): void {
    const known = this.#gathered.get(folder);
    if (known === undefined) this.#gathered.set(folder, what);
    else mergeDue(known, what);
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(): void {
    this.#timer = undefined;
    const gathered = [...this.#gathered];
    this.#gathered.clear();
    for (const [folder, what] of gathered) this.#mark(folder, what);
  }
}
