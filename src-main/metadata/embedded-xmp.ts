import { inflateSync } from 'node:zlib';
import type { FileHandle } from 'node:fs/promises';
import { formatOfPath } from '../../src-shared/photo.ts';
import { cr3Xmp } from './cr3.ts';
import { readAt, readPrefix, withFile } from './exif-tags.ts';
import type { ExifToolRunner } from './exiftool.ts';
import { jpegXmp } from './jpeg-xmp.ts';
import { webpXmp } from './webp.ts';

const XMP_TAG = 700;
/** All metadata segments of a JPEG stand before its first scan; more than this is no metadata. */
const JPEG_PREFIX = 1 << 20;
const MAX_PACKET = 64 << 20;

/**
 * The XMP packets inside the photo at `path`: none, one, or for a JPEG whose packet was too long for a
 * segment, the main one and the extended one. Never throws.
 */
export async function embeddedXmp(
  path: string,
  exiftool: ExifToolRunner,
): Promise<readonly Uint8Array[]> {
  try {
    const packets = await readPackets(path, exiftool);
    return packets.filter((packet) => packet !== undefined);
  } catch {
    return [];
  }
}

async function readPackets(
  path: string,
  exiftool: ExifToolRunner,
): Promise<readonly (Uint8Array | undefined)[]> {
  switch (formatOfPath(path)) {
    case 'jpeg':
      return jpegXmp((await readPrefix(path, JPEG_PREFIX)) ?? Buffer.alloc(0));
    case 'png':
      return [await pngXmp(path)];
    case 'webp':
      return [await webpXmp(path)];
    case 'tiff':
      return [await tiffXmp(path)];
    case 'raw':
      return [(await tiffXmp(path)) ?? (await cr3Xmp(path))];
    case 'heic':
    case 'avif':
      return [await heifXmp(path, exiftool)];
    case 'gif':
    case undefined:
      return [];
  }
}

/** Tag 700 of the first directory of a TIFF, or of a RAW that is built like one. */
function tiffXmp(path: string): Promise<Uint8Array | undefined> {
  return withFile(path, async (file) => {
    const header = await readAt(file, 0, 8);
    const order = header.toString('latin1', 0, 2);
    if (header.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
    const little = order === 'II';
    const u16 = (from: Buffer, at: number) =>
      little ? from.readUInt16LE(at) : from.readUInt16BE(at);
    const u32 = (from: Buffer, at: number) =>
      little ? from.readUInt32LE(at) : from.readUInt32BE(at);
    const start = u32(header, 4);
    const count = await readAt(file, start, 2);
    if (count.length < 2) return undefined;
    const entries = await readAt(file, start + 2, u16(count, 0) * 12);
    for (let at = 0; at + 12 <= entries.length; at += 12) {
      if (u16(entries, at) !== XMP_TAG) continue;
      const length = u32(entries, at + 4);
      return length > MAX_PACKET ? undefined : readAt(file, u32(entries, at + 8), length);
    }
    return undefined;
  });
}

const PNG_SIGNATURE = '89504e470d0a1a0a';
const PNG_KEYWORD = 'XML:com.adobe.xmp\0';

function pngXmp(path: string): Promise<Uint8Array | undefined> {
  return withFile(path, async (file, size) => {
    if ((await readAt(file, 0, 8)).toString('hex') !== PNG_SIGNATURE) return undefined;
    for (let at = 8; at + 12 <= size;) {
      const header = await readAt(file, at, 8);
      if (header.length < 8) return undefined;
      const length = header.readUInt32BE(0);
      const type = header.toString('latin1', 4);
      if (type === 'IEND') return undefined;
      if (type === 'iTXt' && length <= MAX_PACKET) {
        const packet = await internationalText(file, at + 8, length);
        if (packet !== undefined) return packet;
      }
      at += 12 + length;
    }
    return undefined;
  });
}

/** Keyword, NUL, compression flag and method, language, NUL, translated keyword, NUL, text. */
async function internationalText(
  file: FileHandle,
  start: number,
  length: number,
): Promise<Uint8Array | undefined> {
  const chunk = await readAt(file, start, length);
  if (chunk.toString('latin1', 0, PNG_KEYWORD.length) !== PNG_KEYWORD) return undefined;
  const compressed = chunk[PNG_KEYWORD.length] === 1;
  const language = chunk.indexOf(0, PNG_KEYWORD.length + 2);
  const keyword = chunk.indexOf(0, language + 1);
  if (language < 0 || keyword < 0) return undefined;
  const text = chunk.subarray(keyword + 1);
  return compressed ? inflateSync(text, { maxOutputLength: MAX_PACKET }) : text;
}

/** XMP is an item of the `meta` box, whose table names its type: most files have none, and need no ExifTool. */
async function heifXmp(path: string, exiftool: ExifToolRunner): Promise<Uint8Array | undefined> {
  const head = await readPrefix(path, 1 << 18);
  if (head?.includes('application/rdf+xml') !== true) return undefined;
  const packet = (await exiftool.read(path, ['-b', '-XMP'])).XMP;
  if (typeof packet !== 'string') return undefined;
  return packet.startsWith('base64:')
    ? Buffer.from(packet.slice('base64:'.length), 'base64')
    : Buffer.from(packet, 'utf8');
}
