import { readFileSync, watch as watchTree } from 'node:fs';
import path from 'node:path';
import { FSWatcher } from 'chokidar';
import type { NativeWatchKind } from './types.ts';

/** Told of each change below a watched folder. */
export interface ChangeListener {
  /**
   * `moved` where a name may have appeared or vanished, else its content or permissions changed. `name`
   * is relative to the folder; undefined where the system did not say.
   */
  onChange(moved: boolean, name: string | undefined): void;
  /** The watch is broken and closed. */
  onBroken(error: Error): void;
  /** The system had more to tell than it could keep: anything below may have changed. */
  onLost(): void;
}

/** The system's change notices. */
export interface NativeWatches {
  readonly kind: NativeWatchKind;
  /**
   * Opens a watch, live on return. A folder may be watched by several listeners.
   * @returns what closes it.
   * @throws the system's error: `ENOSPC` or `EMFILE` where there are no watches left.
   */
  open(folder: string, listener: ChangeListener): () => void;
  /** Handles now open. */
  count(): number;
  close(): Promise<void>;
}

/**
 * Linux's inotify watches one folder a handle; macOS' FSEvents and Windows' ReadDirectoryChangesW watch a
 * whole tree by one.
 */
export function openNativeWatches(
  kind: NativeWatchKind = process.platform === 'linux' ? 'folder' : 'tree',
): NativeWatches {
  return kind === 'folder' ? new FolderWatches() : new TreeWatches();
}

interface Watched {
  close: () => void;
  readonly listeners: Set<ChangeListener>;
}

/**
 * One native watch a folder, by chokidar's handler.
 *
 * chokidar's `add` would read each folder once more, open a handle a file unless every file is ignored, and
 * set its watch only after an unannounced while, in which changes are lost. Its handler opens a watch at
 * once and reads nothing; what happens in a folder then arrives as chokidar's `raw` event.
 */
class FolderWatches implements NativeWatches {
  readonly kind = 'folder';
  readonly #watcher = new FSWatcher({ persistent: true, followSymlinks: false, atomic: false });
  readonly #watched = new Map<string, Watched>();
  #opening: { error?: Error } | undefined;
  /** Changes told in this turn of the event loop. */
  #told = 0;

  constructor() {
    this.#watcher.on('raw', (event, name, details) => this.#raw(event, name, details));
    this.#watcher.on('error', (thrown) => this.#failed(thrown));
  }

  open(folder: string, listener: ChangeListener): () => void {
    const known = this.#watched.get(folder);
    const listeners = known?.listeners ?? new Set();
    // Opened anew even where it is open: the folder may be another one under the same name by now.
    known?.close();
    const close = this.#native(folder);
    listeners.add(listener);
    const watched = { close, listeners };
    this.#watched.set(folder, watched);
    return () => {
      listeners.delete(listener);
      const now = this.#watched.get(folder);
      if (now?.listeners !== listeners || listeners.size > 0) return;
      this.#watched.delete(folder);
      now.close();
    };
  }

  count(): number {
    return this.#watched.size;
  }

  async close(): Promise<void> {
    for (const { close } of this.#watched.values()) close();
    this.#watched.clear();
    await this.#watcher.close();
  }

  #native(folder: string): () => void {
    const opening: { error?: Error } = {};
    this.#opening = opening;
    const close = this.#watcher._nodeFsHandler._watchWithNodeFs(folder, () => undefined);
    this.#opening = undefined;
    if (close !== undefined) return close;
    this.#watched.delete(folder);
    // chokidar reports no error for a folder that is not there.
    throw (
      opening.error ?? Object.assign(new Error(`ENOENT: watch '${folder}'`), { code: 'ENOENT' })
    );
  }

  #raw(event: string, name: unknown, details: unknown): void {
    this.#countTold();
    const folder = (details as { watchedPath: string }).watchedPath;
    const watched = this.#watched.get(folder);
    if (watched === undefined) return;
    for (const listener of [...watched.listeners]) {
      listener.onChange(event === 'rename', typeof name === 'string' ? name : undefined);
    }
  }

  /**
   * inotify drops what does not fit its queue, and libuv passes that over in silence. A full queue is
   * read in one turn of the event loop, so it shows in how much is told in one.
   */
  #countTold(): void {
    if (this.#told === 0) {
      setImmediate(() => {
        const lost = this.#told >= queueLength();
        this.#told = 0;
        if (!lost) return;
        const listeners = [...this.#watched.values()].flatMap((watched) => [...watched.listeners]);
        for (const listener of listeners) listener.onLost();
      });
    }
    this.#told++;
  }

  #failed(thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (this.#opening !== undefined) {
      this.#opening.error = error;
      return;
    }
    // A live watch that fails does not say which it was: all are told, and open theirs anew.
    for (const { close, listeners } of [...this.#watched.values()]) {
      close();
      for (const listener of [...listeners]) listener.onBroken(error);
    }
  }
}

let queue: number | undefined;

/** Changes that inotify keeps at most, less what other watches of this process may take of them. */
function queueLength(): number {
  queue ??= (() => {
    try {
      return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8')) * 0.9;
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  })();
  return queue;
}

/** One recursive native watch a root; chokidar has none. */
class TreeWatches implements NativeWatches {
  readonly kind = 'tree';
  readonly #open = new Set<() => void>();

  open(folder: string, listener: ChangeListener): () => void {
    const watcher = watchTree(folder, { recursive: true }, (event, name) => {
      listener.onChange(
        event === 'rename',
        name === null ? undefined : name.split(/[\\/]/).join(path.sep),
      );
    });
    const close = () => {
      this.#open.delete(close);
      watcher.close();
    };
    watcher.on('error', (error) => {
      close();
      listener.onBroken(error);
    });
    this.#open.add(close);
    return close;
  }

  count(): number {
    return this.#open.size;
  }

  async close(): Promise<void> {
    for (const close of [...this.#open]) close();
  }
}
