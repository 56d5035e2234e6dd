import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file as it lies somewhere. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
  /** Whether a person could miss it: then its card is not safe to erase. */
  readonly matters: boolean;
}

/** What systems leave on every volume that they see, lower case. */
const SYSTEM_NAMES = new Set([
  '.ds_store',
  '.fseventsd',
  '.spotlight-v100',
  '.temporaryitems',
  '.trashes',
  '.trash-1000',
  '$recycle.bin',
  'desktop.ini',
  'lost+found',
  'system volume information',
  'thumbs.db',
]);

function isSystems(name: string): boolean {
  return (
    SYSTEM_NAMES.has(name.toLowerCase()) ||
    name.startsWith('._') ||
    /^\.keepers-[0-9a-f]{16}\.part$/.test(name)
  );
}

export function isBelow(file: string, folder: string): boolean {
  const between = path.relative(folder, file);
  return between !== '..' && !between.startsWith(`..${path.sep}`) && !path.isAbsolute(between);
}

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Every file below a folder, of whatever kind, in the order of names; links are not followed. What is left out is
 * told to `onSkipped`. Rejects with the file system's error where the folder itself cannot be read.
 */
export async function* findEverything(
  folder: string,
  onSkipped: (skipped: SkippedFile) => void,
): AsyncGenerator<FoundFile> {
  // As bytes: a name that is no UTF-8 would otherwise look like another one.
  const names = await readdir(Buffer.from(folder), { withFileTypes: true, encoding: 'buffer' });
  const entries = names.map((entry) => ({ entry, name: entry.name.toString('utf8') }));
  entries.sort((a, b) => collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
  const folders: string[] = [];
  for (const { entry, name } of entries) {
    const full = path.join(folder, name);
    if (isSystems(name)) {
      onSkipped({ path: full, reason: 'kept by the system for itself', matters: false });
    } else if (!Buffer.from(name, 'utf8').equals(entry.name)) {
      onSkipped({ path: full, reason: 'its name is not valid UTF-8', matters: true });
    } else if (entry.isDirectory()) folders.push(full);
    else if (!entry.isFile()) {
      onSkipped({ path: full, reason: 'a link or a device, no file', matters: false });
    } else {
      try {
        const { size, mtimeMs } = await stat(full);
        yield { path: full, bytes: size, modifiedAt: mtimeMs };
      } catch (thrown) {
        const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
        onSkipped({ path: full, reason, matters: true });
      }
    }
  }
  for (const inside of folders) {
    try {
      yield* findEverything(inside, onSkipped);
    } catch (thrown) {
      const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
      onSkipped({ path: inside, reason, matters: true });
    }
  }
}
