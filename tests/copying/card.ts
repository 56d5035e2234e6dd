import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writePicture } from '../support/pictures.ts';

/** Relative paths of all files below a folder, in order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** All that could change on a card: names, sizes, times and contents. */
export function stateOf(folder: string): string[] {
  return filesIn(folder).map((name) => {
    const file = path.join(folder, name);
    return `${name} ${statSync(file).size} ${statSync(file).mtimeMs} ${sha256(file)}`;
  });
}

/** Bytes that are the same for the same seed and look like nothing. */
export function noise(seed: number, bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at * 32 < bytes; at++) {
    parts.push(createHash('sha256').update(`${seed}:${at}`).digest());
  }
  return Buffer.concat(parts).subarray(0, bytes);
}

const DAY = new Date('2026-05-31T12:00:00Z');

export function put(file: string, bytes: Uint8Array | string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  utimesSync(file, DAY, DAY);
}

/** A card as a camera leaves it: photos, RAW with JPEG and sound, two of one name, a film, and what no camera makes. */
export async function makeCardIn(card: string): Promise<void> {
  const inside = (name: string) => path.join(card, 'DCIM', name);
  mkdirSync(inside('100CANON'), { recursive: true });
  for (const seed of [1, 2, 3]) {
    const file = inside(`100CANON/IMG_000${seed}.JPG`);
    await writePicture(file, { seed });
    utimesSync(file, DAY, DAY);
  }
  put(inside('100CANON/IMG_0001.CR3'), noise(11, 90_000));
  put(inside('100CANON/IMG_0001.WAV'), noise(12, 5_000));
  put(inside('101CANON/IMG_0002.JPG'), noise(13, 40_000));
  put(inside('101CANON/MVI_0004.MP4'), noise(14, 1_500_000));
  put(path.join(card, 'MISC/SETTINGS.BIN'), noise(15, 700));
  put(path.join(card, 'empty.txt'), '');
  put(path.join(card, '.DS_Store'), 'system');
}
