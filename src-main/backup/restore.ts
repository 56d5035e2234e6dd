import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { syncFolder, targetError } from '../transfer/index.ts';
import { extractBackup } from './archive.ts';
import type { Manifest } from './types.ts';

/*
 * [Note: restoring]
 *
 * A backup is first taken out beside the catalogue and proven, its folders mapped, and then made ready by one rename:
 * until then nothing has changed, from then on the restoring is finished whenever Keepers is opened next, however often
 * it is killed. What was there before is kept, in a folder of its own.
 */
const READY = 'restore';
const MOVED = 'moved';
const PARTS = ['catalogue.db-wal', 'catalogue.db-shm', 'catalogue.db', 'profiles'];

/**
 * Makes a backup ready to take the place of what is there. `prepare` is given the path of its catalogue, to map folders
 * and to refuse what this Keepers cannot open. Rejects as `inspectBackup` does, and as `prepare` does.
 */
export async function stageRestore(
  file: string,
  home: string,
  prepare: (catalogue: string) => void,
): Promise<Manifest> {
  const work = path.join(home, `${READY}.part`);
  try {
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    const manifest = await extractBackup(file, work);
    prepare(path.join(work, 'catalogue.db'));
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    await writeDurably(path.join(work, 'ready.json'), JSON.stringify({ stamp }));
    for (const part of PARTS) await syncIfThere(path.join(work, part));
    // An older one that was never taken up is replaced.
    await rm(path.join(home, READY), { recursive: true, force: true });
    await rename(work, path.join(home, READY));
    await syncFolder(home);
    return manifest;
  } catch (thrown) {
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
    throw thrown instanceof KeepersError ? thrown : targetError(thrown, home);
  }
}

/** Puts a backup that was made ready into its place; where there is none, nothing. Nobody may have the catalogue open. */
export async function finishRestore(home: string): Promise<void> {
  const ready = path.join(home, READY);
  if (!(await isThere(path.join(ready, 'ready.json')))) {
    // Killed while it was being cleared away: all parts were in their places then.
    await rm(ready, { recursive: true, force: true });
    return;
  }
  const { stamp } = JSON.parse(await readFile(path.join(ready, 'ready.json'), 'utf8')) as {
    stamp: string;
  };
  const before = path.join(home, `before-restore-${stamp}`);
  if (!(await isThere(path.join(ready, MOVED)))) {
    for (const part of PARTS) {
      if (!(await isThere(path.join(home, part)))) continue;
      await mkdir(before, { recursive: true });
      await rename(path.join(home, part), path.join(before, part));
    }
    await syncFolder(home);
    await writeDurably(path.join(ready, MOVED), '');
    await syncFolder(ready);
  }
  for (const part of PARTS) {
    if (await isThere(path.join(ready, part))) {
      await rename(path.join(ready, part), path.join(home, part));
    }
  }
  await syncFolder(home);
  await rm(path.join(ready, 'ready.json'), { force: true });
  await rm(ready, { recursive: true, force: true });
}

async function writeDurably(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flush: true });
}

async function syncIfThere(file: string): Promise<void> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true) return;
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
}

async function isThere(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
