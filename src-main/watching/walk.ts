import { realpath, stat } from 'node:fs/promises';
import { isForbidden, reasonOf } from './errno.ts';
import { isReadable } from './file-status.ts';
import { isWithin } from './links.ts';
import { type Listing, readListing, SPECIAL_REASON } from './listing.ts';
import { isPhoto } from './skip.ts';
import type { WalkPhotos } from './types.ts';

type Walked = ReturnType<WalkPhotos> extends AsyncIterable<infer Item> ? Item : never;

const collator = new Intl.Collator('en', { numeric: true });

/** Natural order, with the code units deciding between names that it calls equal. */
function inOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The photos below a path; see `WalkPhotos`. */
export const walkPhotos: WalkPhotos = (path, signal) => new Walk(signal).from(path);

class Walk {
  readonly #signal: AbortSignal | undefined;
  /** Real paths of the folders that were entered. */
  readonly #entered: string[] = [];
  readonly #seen = new Set<string>();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async *from(path: string): AsyncGenerator<Walked> {
    this.#signal?.throwIfAborted();
    let isFolder: boolean;
    let realPath: string;
    try {
      isFolder = (await stat(path)).isDirectory();
      realPath = await realpath(path);
    } catch (error) {
      yield { path, problem: problemOf(error), reason: reasonOf(error) };
      return;
    }
    if (isFolder) {
      this.#entered.push(realPath);
      yield* this.#folder(path, realPath);
    } else yield { path };
  }

  async *#folder(folder: string, realPath: string): AsyncGenerator<Walked> {
    if (this.#seen.has(realPath)) return;
    this.#seen.add(realPath);
    this.#signal?.throwIfAborted();
    let listing: Listing;
    try {
      listing = await readListing(folder);
    } catch (error) {
      yield { path: folder, problem: 'folder-unreadable', reason: reasonOf(error) };
      return;
    }
    const joined = (name: string) => (folder.endsWith('/') ? folder + name : `${folder}/${name}`);
    const inside: { path: string; realPath: string }[] = [];
    for (const item of itemsInOrder(listing)) {
      this.#signal?.throwIfAborted();
      const path = joined(item.name);
      if (item.kind === 'folder') inside.push({ path, realPath: `${realPath}/${item.name}` });
      else if (item.kind === 'link') {
        const found = await this.#link(path, item.name);
        if (typeof found === 'string') inside.push({ path, realPath: found });
        else if (found !== undefined) yield found;
      } else yield await fileItem(path, item);
    }
    for (const next of inside) yield* this.#folder(next.path, next.realPath);
  }

  /** What a symlink leads to: the real path of a folder to enter, or a photo, or nothing of interest. */
  async #link(path: string, name: string): Promise<Walked | string | undefined> {
    try {
      const status = await stat(path);
      if (status.isDirectory()) {
        const target = await realpath(path);
        // What lies in a folder that is walked anyway is met there; a folder that holds one is a loop.
        if (this.#entered.some((real) => isWithin(target, real) || isWithin(real, target))) return;
        this.#entered.push(target);
        return target;
      }
      if (!isPhoto(name)) return;
      return await fileItem(path, { kind: status.isFile() ? 'file' : 'special', name });
    } catch (error) {
      if (!isPhoto(name)) return;
      return { path, problem: problemOf(error), reason: reasonOf(error) };
    }
  }
}

interface Item {
  readonly kind: 'file' | 'folder' | 'link' | 'special' | 'unnameable';
  readonly name: string;
  readonly bytes?: string;
}

function itemsInOrder(listing: Listing): Item[] {
  const items: Item[] = [
    ...listing.files.filter(isPhoto).map((name) => ({ kind: 'file' as const, name })),
    ...listing.folders.map((name) => ({ kind: 'folder' as const, name })),
    ...listing.links.map((name) => ({ kind: 'link' as const, name })),
    ...listing.specials.filter(isPhoto).map((name) => ({ kind: 'special' as const, name })),
    ...listing.unnameable.map(({ name, bytes }) => ({ kind: 'unnameable' as const, name, bytes })),
  ];
  return items.sort((a, b) => inOrder(a.bytes ?? a.name, b.bytes ?? b.name));
}

async function fileItem(path: string, { kind, bytes }: Item): Promise<Walked> {
  if (kind === 'special') return { path, problem: 'file-unreadable', reason: SPECIAL_REASON };
  if (kind === 'unnameable') {
    return { path, problem: 'file-name-not-utf8', reason: `its bytes are ${bytes ?? ''}` };
  }
  if (await isReadable(path)) return { path };
  return { path, problem: 'file-no-permission', reason: 'permission denied' };
}

function problemOf(error: unknown): 'file-no-permission' | 'file-unreadable' {
  return isForbidden(error) ? 'file-no-permission' : 'file-unreadable';
}
