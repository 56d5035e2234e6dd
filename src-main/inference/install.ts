/** Installing a pack: tried before it is kept, and kept whole or not at all. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import { writeError, writeSynced } from './durable.ts';
import { filesOf, MANIFEST, modelName } from './manifest.ts';
import { readVerified } from './model-files.ts';
import { manifestOf, type Pack } from './pack.ts';
import { runGoldens } from './run-goldens.ts';

/** Runs both sides of a pack's model on the CPU and compares with its goldens. Throws `provider-failed` or what its files are wrong in. */
export async function tryModel(pack: Pack, spawnWorker: SpawnWorker): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'keepers-model-'));
  try {
    await unpack(pack, folder);
    await runGoldens({ entry: pack.entry, folder, builtIn: false }, spawnWorker);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Keeps a pack in `<installedFolder>/<id>/<version>/`: written and synced beside its place, then
 * renamed into it. What is there already is left alone where it is the same and whole, replaced where
 * it is the same and damaged, and otherwise `model-exists` is thrown.
 */
export async function keepModel(pack: Pack, installedFolder: string): Promise<void> {
  const { entry } = pack;
  const place = path.join(installedFolder, entry.id, entry.version);
  const state = await stateOfPlace(place, installedFolder, pack);
  if (state === 'same') return;
  if (state === 'other') throw new KeepersError('model-exists', { id: modelName(entry) });
  try {
    await mkdir(path.dirname(place), { recursive: true });
    const temporary = await mkdtemp(path.join(installedFolder, '.new-'));
    try {
      await unpack(pack, temporary);
      if (state === 'damaged') await rm(place, { recursive: true });
      await rename(path.join(temporary, entry.id, entry.version), place);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } catch (thrown) {
    throw writeError(place, thrown);
  }
}

/** What is at a pack's place: nothing, the same model, the same with damaged files, or something else. */
async function stateOfPlace(
  place: string,
  installedFolder: string,
  { entry }: Pack,
): Promise<'free' | 'same' | 'damaged' | 'other'> {
  if (!existsSync(place)) return 'free';
  const there = await readFile(path.join(place, MANIFEST)).catch(() => undefined);
  if (there?.equals(manifestOf(entry)) !== true) return 'other';
  try {
    for (const file of filesOf(entry)) await readVerified(installedFolder, file);
    return 'same';
  } catch {
    return 'damaged';
  }
}

/** Writes manifest and files below `folder`, each on the disk before this resolves. */
async function unpack({ entry, files }: Pack, folder: string): Promise<void> {
  const place = path.join(folder, entry.id, entry.version);
  await mkdir(place, { recursive: true });
  for (const { name, bytes } of files) {
    const target = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeSynced(target, bytes);
  }
  await writeSynced(path.join(place, MANIFEST), manifestOf(entry));
}
