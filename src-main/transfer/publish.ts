import { link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, targetError } from './errors.ts';

/** What file systems without hard links answer: FAT, exFAT and many network drives. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'UNKNOWN']);

/**
 * Gives a finished file its name, unless there is a file of that name: rejects with `target-exists` then. A link
 * fails where there is one, and a rename would replace it. Where links cannot be had the name is first taken
 * by an empty file, which only one can make.
 */
export async function publish(
  temporary: string,
  target: string,
  makeLink: typeof link = link,
): Promise<void> {
  try {
    await makeLink(temporary, target);
    await rm(temporary);
  } catch (thrown) {
    if (!NO_LINKS.has(codeOf(thrown))) throw targetError(thrown, target);
    await publishWithoutLinks(temporary, target);
  }
  await syncFolder(path.dirname(target));
}

async function publishWithoutLinks(temporary: string, target: string): Promise<void> {
  try {
    await (await open(target, 'wx')).close();
  } catch (thrown) {
    throw targetError(thrown, target);
  }
  await rename(temporary, target).catch((thrown: unknown) => {
    throw targetError(thrown, target);
  });
}

/**
 * Takes back a name that a killed process had taken for a file that it never got to move there: empty, with the
 * finished file beside it. Anything else is left.
 */
export async function reclaim(temporary: string, target: string): Promise<void> {
  const [taken, waiting] = await Promise.all([sizeOf(target), sizeOf(temporary)]);
  if (taken === 0 && waiting !== undefined && waiting > 0) await rm(target);
}

async function sizeOf(file: string): Promise<number | undefined> {
  return await stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** Windows cannot open a folder, and some network drives cannot flush one; the name stands all the same. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
