import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { CACHE_TAG, isTagged } from './cache-tag.ts';
import { isHidden, isSkippedFolder, isWatchedFile } from './skip.ts';

/** What of a folder's content matters, by name. */
export interface Listing {
  /** Regular files that are photos or sidecars. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Symlinks, to whatever they lead. */
  readonly links: readonly string[];
  /** Pipes, sockets and devices named as if they were photos. */
  readonly specials: readonly string[];
  /** Names that are not UTF-8, of folders and of files that would be photos. */
  readonly unnameable: readonly Unnameable[];
}

export interface Unnameable {
  /** The name with U+FFFD for what cannot be decoded. */
  readonly name: string;
  /** The name with its undecodable bytes as `\xE9`: tells two such names apart. */
  readonly bytes: string;
}

/** Why a pipe, socket or device is not read. */
export const SPECIAL_REASON = 'it is a pipe, socket or device, not a regular file';

/** A name below a folder. `path.join` would normalise, and cost time for each of 100,000 files. */
export function join(folder: string, name: string): string {
  return folder.endsWith(path.sep) ? folder + name : folder + path.sep + name;
}

const NOTHING: Listing = { files: [], folders: [], links: [], specials: [], unnameable: [] };

/**
 * Reads a folder, leaving out what `skip.ts` says, and everything where it is tagged as a cache.
 * @throws the file system's error.
 */
export async function readListing(folder: string): Promise<Listing> {
  const entries = await readdir(folder, { withFileTypes: true });
  // Our own previews, say: a library that holds them would make previews of previews without end.
  if (entries.some(({ name }) => name === CACHE_TAG) && (await isTagged(folder))) return NOTHING;
  const files: string[] = [];
  const folders: string[] = [];
  const links: string[] = [];
  const specials: string[] = [];
  let suspicious = false;
  for (const entry of entries) {
    const name = entry.name;
    if (isHidden(name)) continue;
    // Also a legal character of a name: the bytes decide.
    if (name.includes('\uFFFD')) {
      suspicious = true;
      continue;
    }
    if (entry.isFile()) {
      if (isWatchedFile(name)) files.push(name);
    } else if (entry.isDirectory()) {
      if (!isSkippedFolder(name)) folders.push(name);
    } else if (entry.isSymbolicLink()) {
      if (!isSkippedFolder(name)) links.push(name);
    } else if (isWatchedFile(name)) specials.push(name);
  }
  const unnameable: Unnameable[] = [];
  if (suspicious) {
    for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
      const name = entry.name.toString('utf8');
      if (!name.includes('\uFFFD') || isHidden(name)) continue;
      const kind = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file';
      const wanted = kind === 'file' ? isWatchedFile(name) : !isSkippedFolder(name);
      if (!wanted) continue;
      if (!Buffer.from(name, 'utf8').equals(entry.name)) {
        unnameable.push({ name, bytes: showBytes(entry.name) });
      } else if (kind === 'folder') folders.push(name);
      else if (kind === 'link') links.push(name);
      else if (entry.isFile()) files.push(name);
      else specials.push(name);
    }
  }
  return { files, folders, links, specials, unnameable };
}

function showBytes(name: Dirent<Buffer>['name']): string {
  let shown = '';
  for (const byte of name) {
    shown +=
      byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return shown;
}
