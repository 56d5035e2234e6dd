import { formatOfPath } from '../../src-shared/photo.ts';

/**
 * Folders that programs and systems keep for themselves, lower case. Their pictures are thumbnails,
 * deleted files or copies, which no photographer expects to meet among the photos.
 */
const SKIPPED_NAMES = new Set([
  // Bins and snapshots of Windows, Synology and QNAP
  '$recycle.bin',
  'recycler',
  '#recycle',
  '@recycle',
  '#snapshot',
  '@recently-snapshot',
  'system volume information',
  // Thumbnails of Synology
  '@eadir',
  // What a file system check found, and what macOS adds to archives
  'lost+found',
  '__macosx',
  // Programming
  'node_modules',
]);

/**
 * Folders that are one document to their program, by ending. Lightroom's smart previews are DNG files;
 * the photos of an Apple library belong to Photos, which does not expect sidecars there.
 */
const SKIPPED_ENDINGS = [
  '.lrdata',
  '.lrcat-data',
  '.lrlibrary',
  '.cocatalog',
  '.photoslibrary',
  '.photolibrary',
  '.migratedphotolibrary',
  '.aplibrary',
];

/** Whether a name begins with a dot, as `.Trashes`, `.git`, `._IMG_1.JPG` and rsync's `.IMG_1.JPG.x8Fq` do. */
export function isHidden(name: string): boolean {
  return name.startsWith('.');
}

/** Whether a folder of this name is left out of every scan. A root is never: it was asked for. */
export function isSkippedFolder(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    isHidden(name) ||
    SKIPPED_NAMES.has(lower) ||
    SKIPPED_ENDINGS.some((ending) => lower.endsWith(ending))
  );
}

/** Whether a file of this name is a photo by its extension. */
export function isPhoto(name: string): boolean {
  return !isHidden(name) && formatOfPath(name) !== undefined;
}

/** Whether a file of this name is watched: a photo or a sidecar. */
export function isWatchedFile(name: string): boolean {
  return isPhoto(name) || (!isHidden(name) && name.toLowerCase().endsWith('.xmp'));
}
