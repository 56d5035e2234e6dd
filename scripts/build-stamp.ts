/**
 * Notes what a part was built from, to tell later whether it must be built again.
 *
 * The stamp is a hash over path, size and modification time of every source, which takes milliseconds;
 * it lies in the part's own folder, so that deleting `dist/` builds anew.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const BUILD_PARTS = ['renderer', 'main'] as const;
export type BuildPart = (typeof BUILD_PARTS)[number];

const root = path.resolve(import.meta.dirname, '..');

const SOURCES: Record<BuildPart, readonly string[]> = {
  renderer: ['src-renderer', 'src-shared', 'src-aesnet', 'assets', 'vite.config.ts'],
  main: ['src-main', 'src-shared', 'src-aesnet', 'scripts/build.ts'],
};
const COMMON = ['package-lock.json'];

function stampFile(part: BuildPart): string {
  return path.join(root, 'dist', part, '.built-from');
}

async function listFiles(relative: string): Promise<string[]> {
  const full = path.join(root, relative);
  const found = await stat(full).catch(() => undefined);
  if (found === undefined) return [];
  if (found.isFile()) return [relative];
  const entries = await readdir(full, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

async function fingerprint(part: BuildPart): Promise<string> {
  const files = (await Promise.all([...SOURCES[part], ...COMMON].map(listFiles))).flat().sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = await stat(path.join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Runs `build`, and notes what it was built from: the sources as they were before it began. */
export async function markBuilt(part: BuildPart, build: () => Promise<void>): Promise<void> {
  const from = await fingerprint(part);
  const file = stampFile(part);
  await rm(file, { force: true });
  await build();
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, from);
  await rename(`${file}.new`, file);
}

export async function isBuilt(part: BuildPart): Promise<boolean> {
  const stamp = await readFile(stampFile(part), 'utf8').catch(() => undefined);
  return stamp !== undefined && stamp === (await fingerprint(part));
}
