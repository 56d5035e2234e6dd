import path from 'node:path';
import { formatOfPath } from '../../../src-shared/photo.ts';
import type { FoundFile } from './found-files.ts';

const MOVIES = /\.(?:3gp|avi|braw|crm|insv|lrv|m2ts|m4v|mov|mp4|mpg|mts|mxf|nev|r3d|webm)$/i;
const SIDECAR = /\.xmp$/i;

export function isMovie(file: string): boolean {
  return MOVIES.test(file);
}

export function isSidecar(file: string): boolean {
  return SIDECAR.test(file);
}

export interface FileInSet extends FoundFile {
  /** What follows the name that the files of a set share: `.CR3`, `.CR3.xmp`. */
  readonly ending: string;
}

/** Files that belong together: of one folder and one name, as cameras write RAW, JPEG, film and sound of one exposure. */
export interface FileSet {
  readonly folder: string;
  /** The name that they share. */
  readonly name: string;
  /** Sidecars first, so that a photo never shows up without its own; the one that the set is named after last. */
  readonly files: readonly FileInSet[];
  /** The one that the set is named after: the RAW, a photo, a film, or whatever there is. */
  readonly leader: FileInSet;
}

/** Puts files together by folder and name, in the order of the first of each set. */
export function fileSets(files: readonly FoundFile[]): FileSet[] {
  const paths = new Set(files.map((file) => file.path));
  const sets = new Map<string, FileInSet[]>();
  const endings = new Set<string>();
  for (const file of files) {
    const { dir, name } = nameOf(file.path, paths);
    const ending = path.basename(file.path).slice(name.length);
    const key = path.join(dir, name);
    // Where case does not count, two that differ in it alone cannot share a name.
    const folded = `${key}${ending.toLowerCase()}`;
    const unique = endings.has(folded) ? `${key}\0${ending}` : key;
    endings.add(folded);
    const set = sets.get(unique) ?? [];
    set.push({ ...file, ending });
    sets.set(unique, set);
  }
  return [...sets.values()].map((set) => {
    const ordered = set.sort((a, b) => rank(b.path) - rank(a.path));
    const leader = ordered.at(-1) ?? ordered[0];
    if (leader === undefined) throw new Error('a set without files');
    const base = path.basename(leader.path);
    return {
      folder: path.dirname(leader.path),
      name: base.slice(0, base.length - leader.ending.length),
      files: ordered,
      leader,
    };
  });
}

/** A sidecar's name is that of what it lies beside: `IMG_1.CR3.xmp` and `IMG_1.xmp` are of IMG_1. */
function nameOf(file: string, paths: ReadonlySet<string>): { dir: string; name: string } {
  const { dir, name, base } = path.parse(file);
  if (SIDECAR.test(base) && paths.has(path.join(dir, name)))
    return path.parse(path.join(dir, name));
  return { dir, name: name === '' ? base : name };
}

/** What a set is named after has the lowest. */
function rank(file: string): number {
  if (isSidecar(file)) return 9;
  const format = formatOfPath(file);
  if (format === 'raw') return 0;
  if (format !== undefined) return 1;
  return isMovie(file) ? 2 : 3;
}
