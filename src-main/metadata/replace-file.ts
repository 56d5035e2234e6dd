import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Someone else wrote the file between our reading and our replacing it. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** A temporary file of another machine, whose processes cannot be seen, is stale after this long. */
const FOREIGN_STALE_MS = 10 * 60 * 1000;

/** How often a file that another program holds is tried; the pause before each next attempt grows. */
const RENAMES = 4;
const RENAME_PAUSE_MS = 25;

/** Temporary files that this process is writing now. */
const live = new Set<string>();

/** Another program holds the file: its folder takes new files, but this one cannot be replaced. */
export class FileLocked extends Error {
  override readonly name = 'FileLocked';
}

/**
 * Replaces the file at `target` (or creates it) so that at any moment, power cut included, it holds
 * either the old bytes or the new ones: temporary file in the same folder, fsync, rename, fsync of the
 * folder. Permissions are kept. `expected` is what was read, undefined for no file: throws
 * `ChangedMeanwhile` where the file is something else by now, `FileLocked` where it cannot be replaced. Other errors
 * are those of the file system.
 */
export async function replaceFile(
  target: string,
  bytes: Uint8Array,
  expected: Uint8Array | undefined,
): Promise<void> {
  await replaceFileBy(
    target,
    async (file) => file.writeFile(bytes),
    async () => sameBytes(await readIfThere(target), expected),
  );
}

/** The same for a file that is not held in memory: `fill` writes the new one, `isUnchanged` looks at the old one. */
export async function replaceFileBy(
  target: string,
  fill: (file: FileHandle) => Promise<void>,
  isUnchanged: () => Promise<boolean>,
): Promise<void> {
  await removeStale(target);
  const name = `${temporaryPrefix(target)}${HOST}-${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  const temporary = path.join(path.dirname(target), name);
  live.add(name);
  try {
    const file = await open(temporary, 'wx', 0o666);
    try {
      await fill(file);
      await keepPermissions(file, target);
      await file.sync();
    } finally {
      await file.close();
    }
    // Between this look and the rename lies the time of one system call: no file system offers less.
    if (!(await isUnchanged())) throw new ChangedMeanwhile();
    await takePlace(temporary, target);
    await syncFolder(path.dirname(target));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    live.delete(name);
  }
}

/** A virus scanner or an indexer that has the file open lets go of it within moments. */
async function takePlace(temporary: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(temporary, target);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EPERM', 'EACCES', 'EBUSY', 'ETXTBSY'].includes(code)) throw error;
      if (attempt === RENAMES) throw new FileLocked(code, { cause: error });
      await setTimeout(attempt * RENAME_PAUSE_MS);
    }
  }
}

/** The bytes of a file, undefined where there is none. */
export async function readIfThere(target: string): Promise<Buffer | undefined> {
  try {
    return await readFile(target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function sameBytes(a: Buffer | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/** `.photo.xmp.keepers-`: hidden, and no photo's extension, so that nobody catalogues it. */
function temporaryPrefix(target: string): string {
  return `.${path.basename(target)}.keepers-`;
}

/** Removes what a killed process left behind for this file. */
async function removeStale(target: string): Promise<void> {
  const folder = path.dirname(target);
  const prefix = temporaryPrefix(target);
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(prefix) && name.endsWith('.tmp') && !live.has(name),
  );
  for (const name of names) {
    const full = path.join(folder, name);
    const [host, pid] = name.slice(prefix.length).split('-');
    const stale = host === HOST ? !isRunning(Number(pid)) : await isOld(full);
    if (stale) await rm(full, { force: true });
  }
}

function isRunning(pid: number): boolean {
  // Ours, but not in `live`: a process that had our number before us.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isOld(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > FOREIGN_STALE_MS;
}

async function keepPermissions(file: FileHandle, target: string): Promise<void> {
  const info = await stat(target).catch(() => undefined);
  if (info === undefined) return;
  // Network drives and FAT refuse both, and have no permissions that could be lost.
  await file.chown(info.uid, info.gid).catch(() => undefined);
  await file.chmod(info.mode & 0o7777).catch(() => undefined);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and some network drives cannot sync one; the rename stands all the same.
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
