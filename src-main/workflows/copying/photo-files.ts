import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { formatOfPath } from '../../../src-shared/photo.ts';
import type { Verdict } from '../../../src-shared/verdict.ts';
import type { Metadata } from '../../metadata/types.ts';
import { fileSets, isSidecar, type FileSet } from './file-sets.ts';
import type { FoundFile } from './found-files.ts';
import type { KnownOfPhoto } from './name-facts.ts';

/** Photos of one exposure with all the files that belong to them. */
export interface PhotoSet {
  readonly set: FileSet;
  /** Of the photo that leads it. */
  readonly known: KnownOfPhoto;
}

/** Where it is said what a photo's verdict is. */
export interface VerdictRooms {
  readonly metadata: Pick<Metadata, 'readVerdict'>;
  /** What the library says of a photo; undefined for one that is not in it. */
  known(photo: string): KnownOfPhoto | undefined;
}

/**
 * The photos named, in the order of the first of each exposure, with what lies beside them under the same name: the
 * other of RAW and JPEG, films, sound and sidecars. A photo of which the library knows nothing has the verdict that its
 * XMP holds. Files that have gone are told to `onMissing`.
 */
export async function photoSets(
  photos: readonly string[],
  rooms: VerdictRooms,
  onMissing: (photo: string) => void,
): Promise<PhotoSet[]> {
  const folders = new Map<string, Map<string, FileSet>>();
  const chosen = new Map<FileSet, string[]>();
  for (const photo of photos.map((given) => path.resolve(given))) {
    const folder = path.dirname(photo);
    let byFile = folders.get(folder);
    if (byFile === undefined) {
      byFile = await setsIn(folder);
      folders.set(folder, byFile);
    }
    const set = byFile.get(photo);
    if (set === undefined) onMissing(photo);
    else chosen.set(set, [...(chosen.get(set) ?? []), photo]);
  }
  const sets: PhotoSet[] = [];
  for (const [set, named] of chosen) {
    const inLibrary =
      rooms.known(set.leader.path) ?? named.map((photo) => rooms.known(photo)).find(Boolean);
    sets.push({ set, known: inLibrary ?? (await outsideLibrary(set, rooms)) });
  }
  return sets;
}

async function outsideLibrary({ leader }: FileSet, rooms: VerdictRooms): Promise<KnownOfPhoto> {
  return { verdict: await verdictOf(leader.path, rooms) };
}

/** The library's verdict on a photo, or that of its XMP. */
export async function verdictOf(photo: string, rooms: VerdictRooms): Promise<Verdict> {
  const inLibrary = rooms.known(photo)?.verdict;
  if (inLibrary !== undefined) return inLibrary;
  // A sidecar that cannot be read says nothing; the photo is there all the same.
  const found = await rooms.metadata.readVerdict(photo).catch(() => undefined);
  const { stars = 0, flag = 'none', color = 'none' } = found ?? {};
  return { stars, flag, color };
}

/** The sets of a folder that hold photos, by each of their files. */
async function setsIn(folder: string): Promise<Map<string, FileSet>> {
  const files: FoundFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile() && !entry.isSymbolicLink()) continue;
    const file = path.join(folder, entry.name);
    const info = await stat(file).catch(() => undefined);
    if (info?.isFile() === true)
      files.push({ path: file, bytes: info.size, modifiedAt: info.mtimeMs });
  }
  const byFile = new Map<string, FileSet>();
  for (const set of fileSets(files)) {
    if (!set.files.some(({ path: file }) => formatOfPath(file) !== undefined && !isSidecar(file)))
      continue;
    for (const { path: file } of set.files) byFile.set(file, set);
  }
  return byFile;
}
