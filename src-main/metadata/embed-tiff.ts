import type { FileHandle } from 'node:fs/promises';
import { readAt } from './exif-tags.ts';
import { padPacket, UnfitFile, type Splice } from './splices.ts';
import type { XmpPacket } from './xmp.ts';

const XMP_TAG = 700;
/** What stands in place of 42 where offsets have 64 bits. */
const BIG = 43;
const BYTE = 1;
const UNDEFINED = 7;
const ENTRY = 12;
/** A packet longer than this is damage. */
const MAX_PACKET = 64 << 20;
/** White space that a new packet has for later changes, so that they need no more of the file. */
const ROOM = 2048;
const LARGEST = 0xffff_ffff;

/** The first directory of a TIFF, and the XMP that it points to. */
export interface TiffLayout {
  readonly main?: Uint8Array;
  readonly little: boolean;
  /** Bytes of the file. */
  readonly size: number;
  /** The directory's entries, 12 bytes each, and the offset of the next directory. */
  readonly entries: Buffer;
  readonly next: number;
  /** Where the entry of the XMP stands, and where its packet does. */
  readonly xmp?: { readonly entryAt: number; readonly at: number; readonly length: number };
}

/** Throws `UnfitFile` for what is no TIFF, or one of more than 4 GB (BigTIFF). */
export async function readTiffPacket(file: FileHandle): Promise<TiffLayout> {
  const { size } = await file.stat();
  const header = await readAt(file, 0, 8);
  const order = header.toString('latin1', 0, 2);
  const little = order === 'II';
  if (header.length < 8 || (!little && order !== 'MM')) throw new UnfitFile('it is no TIFF');
  const { u16, u32 } = numbers(little);
  if (u16(header, 2) === BIG) throw new UnfitFile('it is a BigTIFF, not a plain one');
  if (u16(header, 2) !== 42) throw new UnfitFile('it is no TIFF that Keepers can write into');
  const start = u32(header, 4);
  const countBytes = await readAt(file, start, 2);
  const count = countBytes.length < 2 ? 0 : u16(countBytes, 0);
  const entries = await readAt(file, start + 2, count * ENTRY);
  const nextBytes = await readAt(file, start + 2 + count * ENTRY, 4);
  if (count === 0 || entries.length < count * ENTRY || nextBytes.length < 4) {
    throw new UnfitFile('its first directory is damaged');
  }
  const layout = { little, size, entries, next: u32(nextBytes, 0) };
  for (let at = 0; at < entries.length; at += ENTRY) {
    if (u16(entries, at) !== XMP_TAG) continue;
    const length = u32(entries, at + 4);
    const offset = u32(entries, at + 8);
    const isBytes = [BYTE, UNDEFINED].includes(u16(entries, at + 2));
    if (!isBytes || length <= 4 || length > MAX_PACKET || offset + length > size) {
      throw new UnfitFile('its XMP entry is damaged');
    }
    const main = await readAt(file, offset, length);
    return { ...layout, main, xmp: { entryAt: start + 2 + at, at: offset, length } };
  }
  return layout;
}

/**
 * What to change so that the TIFF holds this packet: in its old place where it fits, else at the end of the file,
 * where the first directory goes too if it has no entry for it yet. Nothing else moves.
 */
export function tiffSplices(layout: TiffLayout, packet: XmpPacket): Splice[] {
  const { little, size, xmp } = layout;
  const bytes = packet.serialize();
  if (xmp !== undefined) {
    const padded = padPacket(bytes, xmp.length);
    if (padded.length === xmp.length) return [{ at: xmp.at, remove: xmp.length, insert: padded }];
  }
  const roomy = Buffer.from(padPacket(bytes, bytes.length + ROOM));
  // Offsets of a TIFF are even.
  const lead = Buffer.alloc(size % 2);
  const packetAt = size + lead.length;
  const { entry, directory, offset } = numbers(little);
  const tail = [lead, roomy, Buffer.alloc(roomy.length % 2)];
  const end = packetAt + roomy.length + (roomy.length % 2);
  if (end + layout.entries.length + ENTRY + 6 > LARGEST) {
    throw new UnfitFile('it has no room left within 4 GB');
  }
  const own = entry(roomy.length, packetAt);
  if (xmp !== undefined) {
    return [
      { at: xmp.entryAt, remove: ENTRY, insert: own },
      { at: size, remove: 0, insert: Buffer.concat(tail) },
    ];
  }
  return [
    { at: 4, remove: 4, insert: offset(end) },
    { at: size, remove: 0, insert: Buffer.concat([...tail, directory(layout, own)]) },
  ];
}

function numbers(little: boolean) {
  const u16 = (from: Buffer, at: number) =>
    little ? from.readUInt16LE(at) : from.readUInt16BE(at);
  const u32 = (from: Buffer, at: number) =>
    little ? from.readUInt32LE(at) : from.readUInt32BE(at);
  const put16 = (into: Buffer, value: number, at: number) =>
    little ? into.writeUInt16LE(value, at) : into.writeUInt16BE(value, at);
  const put32 = (into: Buffer, value: number, at: number) =>
    little ? into.writeUInt32LE(value, at) : into.writeUInt32BE(value, at);
  return {
    u16,
    u32,
    offset(value: number): Buffer {
      const bytes = Buffer.alloc(4);
      put32(bytes, value, 0);
      return bytes;
    },
    entry(length: number, at: number): Buffer {
      const bytes = Buffer.alloc(ENTRY);
      put16(bytes, XMP_TAG, 0);
      put16(bytes, BYTE, 2);
      put32(bytes, length, 4);
      put32(bytes, at, 8);
      return bytes;
    },
    /** The directory with one entry more, in the order of tags that TIFF asks for. */
    directory({ entries, next }: TiffLayout, own: Buffer): Buffer {
      const all = [own];
      for (let at = 0; at < entries.length; at += ENTRY) {
        all.push(entries.subarray(at, at + ENTRY));
      }
      all.sort((a, b) => u16(a, 0) - u16(b, 0));
      const head = Buffer.alloc(2);
      put16(head, all.length, 0);
      const tail = Buffer.alloc(4);
      put32(tail, next, 0);
      return Buffer.concat([head, ...all, tail]);
    },
  };
}
