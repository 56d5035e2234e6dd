import path from 'node:path';
import { MovedFiles } from './moved-files.ts';
import { openNativeWatches } from './native.ts';
import { WatchedRoot } from './root.ts';
import type { Watching, WatchEvent, WatchingOptions } from './types.ts';

export { tagAsCache } from './cache-tag.ts';
export { moviesIn } from './movies.ts';
export { walkPhotos } from './walk.ts';

/** Watches folders of photos; see `Watching`. */
export function createWatching(options: WatchingOptions = {}): Watching {
  const roots = new Map<string, WatchedRoot>();
  const listeners = new Set<(event: WatchEvent) => void>();
  const watches = openNativeWatches(options.nativeWatch);
  const moved = new MovedFiles(() => {
    for (const root of roots.values()) root.matchMoves();
  });
  let closed = false;
  const emit = (event: WatchEvent) => {
    for (const listener of listeners) listener(event);
  };

  return {
    async add(rootPath, addOptions = {}) {
      const key = path.resolve(rootPath);
      const known = roots.get(key);
      if (known !== undefined || closed) return { watch: known?.mode ?? 'native' };
      const root = new WatchedRoot(rootPath, { emit, watches, moved, options });
      roots.set(key, root);
      try {
        await root.start(addOptions);
      } catch (error) {
        roots.delete(key);
        root.close();
        throw error;
      }
      return { watch: root.mode };
    },

    async remove(rootPath) {
      const key = path.resolve(rootPath);
      roots.get(key)?.close();
      roots.delete(key);
    },

    async rescan(rootPath) {
      await roots.get(path.resolve(rootPath))?.scan();
    },

    onEvent(listener) {
      listeners.add(listener);
    },

    handles: () => watches.count(),

    async close() {
      closed = true;
      listeners.clear();
      for (const root of roots.values()) root.close();
      roots.clear();
      moved.close();
      await watches.close();
    },
  };
}
