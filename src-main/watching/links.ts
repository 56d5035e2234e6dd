import path from 'node:path';
import type { Folder } from './tree.ts';

/** Whether an absolute path is `folder` or lies below it. */
export function isWithin(inner: string, folder: string): boolean {
  return (
    inner === folder || inner.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)
  );
}

/**
 * Which real folder is reached by which symlink, so that each is visited once and loops end.
 *
 * A link to a folder inside the root is not followed: that folder is met under its real path. Nor is one to a
 * folder that holds the root, which would be a loop.
 */
export class LinkClaims {
  /** Where the root itself is. */
  readonly rootRealPath: string;
  readonly #claims = new Map<string, Folder>();

  constructor(rootRealPath: string) {
    this.rootRealPath = rootRealPath;
  }

  /** Whether a symlink to `realPath` leads to something that is not in the tree yet. */
  mayFollow(realPath: string): boolean {
    if (isWithin(realPath, this.rootRealPath) || isWithin(this.rootRealPath, realPath))
      return false;
    for (const claimed of this.#claims.keys()) if (isWithin(realPath, claimed)) return false;
    return true;
  }

  /** Whether a real folder is in the tree under another path. */
  isElsewhere(realPath: string, folder: Folder | undefined): boolean {
    const claimed = this.#claims.get(realPath);
    return claimed !== undefined && claimed !== folder;
  }

  claim(folder: Folder): void {
    this.#claims.set(folder.realPath, folder);
  }

  /** @returns whether the folder held a claim, so that another way to it may now be followed. */
  release(folder: Folder): boolean {
    return this.#claims.get(folder.realPath) === folder && this.#claims.delete(folder.realPath);
  }
}
