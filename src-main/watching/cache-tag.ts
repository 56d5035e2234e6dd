/** Folders that say of themselves that everything in them can be made again (Cache Directory Tagging Specification). */
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const CACHE_TAG = 'CACHEDIR.TAG';
const SIGNATURE = 'Signature: 8a477f597d28d172789f06886806bc55';

/** Marks a folder so, for ourselves and for programs that make backups. Rejects with the file system's error. */
export async function tagAsCache(folder: string): Promise<void> {
  if (await isTagged(folder)) return;
  const text = `${SIGNATURE}\n# Made by Keepers, which can make again what is in this folder. See https://bford.info/cachedir/\n`;
  await writeFile(path.join(folder, CACHE_TAG), text);
}

/** Whether the folder's tag, where it has one, is a real one. */
export async function isTagged(folder: string): Promise<boolean> {
  const file = await open(path.join(folder, CACHE_TAG)).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const start = Buffer.alloc(SIGNATURE.length);
    await file.read(start, 0, start.length, 0);
    return start.toString('latin1') === SIGNATURE;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
