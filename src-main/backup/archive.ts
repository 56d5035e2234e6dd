import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as tar from 'tar';
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { hashFile, publish, targetError } from '../transfer/index.ts';
import { ManifestSchema, type BackupSource, type Manifest } from './types.ts';

const MANIFEST = 'manifest.json';
const CATALOGUE = 'catalogue.db';
/** Folders of KEEPERS_HOME that are backed up whole; models and previews can be had again. */
const FOLDERS = ['profiles'];
const LARGEST_MANIFEST = 64 << 20;

/**
 * Writes catalogue, settings and profiles into one file, reads it back whole and only then gives it its name.
 * Rejects with `target-exists`, `disk-full` or `write-failed`.
 */
export async function createBackup(file: string, source: BackupSource): Promise<Manifest> {
  const draft = `${file}.part`;
  // A killed run's leavings are this run's to clear: only the engine that has the catalogue backs it up.
  const work = path.join(source.home, 'backup.part');
  try {
    await requireFree(file);
    await rm(work, { recursive: true, force: true });
    await rm(draft, { force: true });
    await mkdir(work, { recursive: true });
    await mkdir(path.dirname(file), { recursive: true });
    await source.copyCatalogue(path.join(work, CATALOGUE));
    for (const folder of FOLDERS) await copyFolder(source.home, work, folder);
    const manifest = await describe(work, source);
    await writeFile(path.join(work, MANIFEST), JSON.stringify(manifest));
    const names = [MANIFEST, ...manifest.files.map((one) => one.path)];
    const packed = tar.create({ cwd: work, gzip: { level: 1 }, portable: true }, names);
    // Where tar writes the file itself, a disk that fills up meanwhile goes unnoticed.
    await pipeline(packed as AsyncIterable<Buffer>, createWriteStream(draft));
    const handle = await open(draft, 'r+');
    await handle.sync();
    await handle.close();
    await inspectBackup(draft);
    await publish(draft, file);
    return manifest;
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw targetError(thrown, file);
  } finally {
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function requireFree(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined) throw new KeepersError('target-exists', { path: file });
}

async function copyFolder(home: string, work: string, folder: string): Promise<void> {
  const from = path.join(home, folder);
  if ((await stat(from).catch(() => undefined)) === undefined) return;
  await cp(from, path.join(work, folder), { recursive: true });
}

async function describe(work: string, source: BackupSource): Promise<Manifest> {
  const entries = await readdir(work, { recursive: true, withFileTypes: true });
  const files = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    const { size } = await stat(full);
    const inside = path.relative(work, full).split(path.sep).join('/');
    files.push({ path: inside, bytes: size, sha256: await hashFile(full) });
  }
  const { version, photos, roots } = source;
  return { format: 1, version, createdAt: Date.now(), photos, roots: [...roots], files };
}

/** Reads a backup to its end and proves every file in it. Rejects with `backup-invalid`, `file-missing`. */
export async function inspectBackup(file: string): Promise<Manifest> {
  await requireThere(file);
  let text = '';
  const found = new Map<string, { bytes: number; sha256: string }>();
  try {
    await tar.list({
      file,
      strict: true,
      onReadEntry: (entry) => {
        const hash = createHash('sha256');
        let bytes = 0;
        entry.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          hash.update(chunk);
          if (entry.path === MANIFEST && bytes <= LARGEST_MANIFEST)
            text += chunk.toString('latin1');
        });
        entry.on('end', () => found.set(entry.path, { bytes, sha256: hash.digest('hex') }));
      },
    });
    const manifest = v.parse(ManifestSchema, JSON.parse(Buffer.from(text, 'latin1').toString()));
    for (const { path: name, bytes, sha256 } of manifest.files) {
      const there = found.get(name);
      if (there === undefined) throw new Error(`${name} is missing in it`);
      if (there.bytes !== bytes || there.sha256 !== sha256) throw new Error(`${name} is damaged`);
    }
    if (!found.has(CATALOGUE)) throw new Error('it holds no catalogue');
    return manifest;
  } catch (thrown) {
    throw new KeepersError(
      'backup-invalid',
      { path: file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

/** Takes out what the manifest names, proven again as it lies there. */
export async function extractBackup(file: string, to: string): Promise<Manifest> {
  const manifest = await inspectBackup(file);
  const named = new Set(manifest.files.map((one) => one.path));
  try {
    await tar.extract({
      ...{ file, cwd: to, strict: true, preserveOwner: false },
      filter: (name, entry) => named.has(name) && 'type' in entry && entry.type === 'File',
    });
    for (const { path: name, sha256 } of manifest.files) {
      if ((await hashFile(path.join(to, name))) !== sha256) {
        throw new KeepersError('copy-mismatch', { path: path.join(to, name) });
      }
    }
    return manifest;
  } catch (thrown) {
    throw targetError(thrown, to);
  }
}

async function requireThere(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isFile() !== true) throw new KeepersError('file-missing', { path: file });
}
