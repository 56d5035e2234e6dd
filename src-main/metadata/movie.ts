import type { FileHandle } from 'node:fs/promises';
import { boxes, type Box } from './bmff.ts';
import { readAt, withFile } from './exif-tags.ts';

/** What a film says of itself, as far as it tells whether it belongs to a photo. */
export interface MovieFacts {
  /** Apple's name for a photo and its film. */
  readonly contentId?: string;
  /** When it was taken, milliseconds since 1970. */
  readonly takenAt?: number;
}

const CONTENT_ID = 'com.apple.quicktime.content.identifier';
const CREATION_DATE = 'com.apple.quicktime.creationdate';
/** QuickTime counts seconds from 1904. */
const EPOCH_SECONDS = 2_082_844_800;
/** Tables of metadata are a few KiB; anything larger is not what it says. */
const MAX_BOX = 1 << 20;

/** Reads a QuickTime or MP4 file's own description. Empty where there is none. Never throws. */
export async function readMovie(path: string): Promise<MovieFacts> {
  try {
    return (await withFile(path, (file, size) => read(file, size))) ?? {};
  } catch {
    return {};
  }
}

async function read(file: FileHandle, size: number): Promise<MovieFacts> {
  const movie = (await inside(file, 0, size)).get('moov');
  if (movie === undefined) return {};
  const parts = await inside(file, movie.start, movie.end);
  const described = await description(file, parts.get('meta'));
  const contentId = described.get(CONTENT_ID);
  const written = Date.parse(
    (described.get(CREATION_DATE) ?? '').replace(/(\d\d)(\d\d)$/, '$1:$2'),
  );
  const takenAt = Number.isFinite(written) ? written : await headerTime(file, parts.get('mvhd'));
  return {
    ...(contentId !== undefined && { contentId }),
    ...(takenAt !== undefined && { takenAt }),
  };
}

async function inside(file: FileHandle, start: number, end: number): Promise<Map<string, Box>> {
  const found = new Map<string, Box>();
  for await (const box of boxes(file, start, end)) {
    if (!found.has(box.type)) found.set(box.type, box);
  }
  return found;
}

async function headerTime(file: FileHandle, header: Box | undefined): Promise<number | undefined> {
  if (header === undefined) return undefined;
  const bytes = await readAt(file, header.start, 12);
  if (bytes.length < 12) return undefined;
  const seconds = bytes[0] === 1 ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4);
  // Cameras without a clock write 0.
  return seconds > EPOCH_SECONDS ? (seconds - EPOCH_SECONDS) * 1000 : undefined;
}

/** Apple's metadata: `keys` names what `ilst` holds, by number. */
async function description(file: FileHandle, meta: Box | undefined): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  if (meta === undefined) return values;
  const parts = await inside(file, meta.start, meta.end);
  const names = await keyNames(file, parts.get('keys'));
  const list = parts.get('ilst');
  if (list === undefined) return values;
  for await (const item of boxes(file, list.start, list.end)) {
    const name = names[Buffer.from(item.type, 'latin1').readUInt32BE(0) - 1];
    const data = (await inside(file, item.start, item.end)).get('data');
    if (name === undefined || data === undefined || data.end - data.start > MAX_BOX) continue;
    // Type and locale stand before the text.
    const bytes = await readAt(file, data.start + 8, data.end - data.start - 8);
    values.set(name, bytes.toString('utf8'));
  }
  return values;
}

async function keyNames(file: FileHandle, keys: Box | undefined): Promise<string[]> {
  if (keys === undefined || keys.end - keys.start > MAX_BOX) return [];
  const bytes = await readAt(file, keys.start, keys.end - keys.start);
  const names: string[] = [];
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (length < 8 || at + length > bytes.length) break;
    names.push(bytes.toString('utf8', at + 8, at + length));
    at += length;
  }
  return names;
}
