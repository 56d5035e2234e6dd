import type { FileHandle } from 'node:fs/promises';
import { readAt, TAG, withFile, type ExifBlocks, type Ifd } from './exif-tags.ts';

/** Bytes at an offset from the TIFF header; fewer where they end. */
export type ReadBytes = (offset: number, length: number) => Promise<Buffer> | Buffer;

/** Bytes a value of each TIFF type; index is the type's number. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** More entries than this, or longer values, are not what Keepers looks for. */
const MAX_ENTRIES = 4096;
const MAX_VALUE = 4096;

/**
 * The EXIF directories of a TIFF, or of a RAW that is built like one (its version number may differ).
 * Every value is read from where it lies: in a RAW that may be megabytes from the header, out of reach
 * of a prefix. Undefined where it is none, or its first directory cannot be read.
 */
export async function readTiff(read: ReadBytes): Promise<ExifBlocks | undefined> {
  const header = await read(0, 8);
  const order = header.toString('latin1', 0, 2);
  if (header.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const reader = new TiffReader(read, order === 'II');
  const main = await reader.directory(reader.u32(header, 4));
  if (main === undefined) return undefined;
  const linked = async (ifd: Ifd, tag: number): Promise<Ifd | undefined> => {
    const [offset] = (ifd[tag] as number[] | undefined) ?? [];
    return typeof offset === 'number' ? (await reader.directory(offset))?.ifd : undefined;
  };
  const exif = await linked(main.ifd, TAG.exifIfd);
  const gps = await linked(main.ifd, TAG.gpsIfd);
  const interop = exif === undefined ? undefined : await linked(exif, TAG.interopIfd);
  const next = main.next === 0 ? undefined : await reader.directory(main.next);
  return {
    ifd0: main.ifd,
    ...(next !== undefined && { ifd1: next.ifd }),
    ...(exif !== undefined && { exif }),
    ...(gps !== undefined && { gps: { ...gps, ...decimalDegrees(gps) } }),
    ...(interop !== undefined && { interop }),
  };
}

/** The EXIF directories of a TIFF-like file. */
export async function readTiffFile(path: string): Promise<ExifBlocks | undefined> {
  return withFile(path, (file) => readTiff(fromFile(file)));
}

/** The EXIF directories of a TIFF in memory. */
export function readTiffBytes(bytes: Buffer): Promise<ExifBlocks | undefined> {
  return readTiff((offset, length) => bytes.subarray(offset, offset + length));
}

function fromFile(file: FileHandle): ReadBytes {
  // Directories and short values stand close together: one read serves many.
  let start = 0;
  let block: Buffer = Buffer.alloc(0);
  return async (offset, length) => {
    if (offset < start || offset + length > start + block.length) {
      start = offset;
      block = await readAt(file, offset, Math.max(length, 65_536));
    }
    return block.subarray(offset - start, offset - start + length);
  };
}

class TiffReader {
  readonly #read: ReadBytes;
  readonly #little: boolean;

  constructor(read: ReadBytes, little: boolean) {
    this.#read = read;
    this.#little = little;
  }

  u16(from: Buffer, at: number): number {
    return this.#little ? from.readUInt16LE(at) : from.readUInt16BE(at);
  }

  u32(from: Buffer, at: number): number {
    return this.#little ? from.readUInt32LE(at) : from.readUInt32BE(at);
  }

  /** A directory and the offset of the next one (0 where there is none). */
  async directory(offset: number): Promise<{ ifd: Ifd; next: number } | undefined> {
    const head = await this.#read(offset, 2);
    if (head.length < 2) return undefined;
    const count = this.u16(head, 0);
    if (count === 0 || count > MAX_ENTRIES) return undefined;
    const table = await this.#read(offset + 2, count * 12 + 4);
    const ifd: Record<string, unknown> = {};
    for (let at = 0; at + 12 <= Math.min(table.length, count * 12); at += 12) {
      const value = await this.#value(table.subarray(at, at + 12));
      if (value !== undefined) ifd[this.u16(table, at)] = value;
    }
    const next = table.length >= count * 12 + 4 ? this.u32(table, count * 12) : 0;
    return { ifd, next };
  }

  async #value(entry: Buffer): Promise<unknown> {
    if (!WANTED.has(this.u16(entry, 0))) return undefined;
    const type = this.u16(entry, 2);
    const size = SIZES[type] ?? 0;
    const length = size * this.u32(entry, 4);
    if (length === 0 || length > MAX_VALUE) return undefined;
    const bytes =
      length <= 4 ? entry.subarray(8, 8 + length) : await this.#read(this.u32(entry, 8), length);
    if (bytes.length < length) return undefined;
    if (type === 2) return bytes.toString('utf8');
    return Array.from({ length: length / size }, (_value, index) =>
      this.#number(bytes, index * size, type),
    );
  }

  #number(bytes: Buffer, at: number, type: number): number {
    const [u32, i32] = [
      (from: number) => this.u32(bytes, from),
      (from: number) => this.u32(bytes, from) | 0,
    ];
    switch (type) {
      case 3:
        return this.u16(bytes, at);
      case 4:
        return u32(at);
      case 5:
        return u32(at) / u32(at + 4);
      case 6:
        return bytes.readInt8(at);
      case 8:
        return (this.u16(bytes, at) << 16) >> 16;
      case 9:
        return i32(at);
      case 10:
        return i32(at) / i32(at + 4);
      case 11:
        return this.#little ? bytes.readFloatLE(at) : bytes.readFloatBE(at);
      case 12:
        return this.#little ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at);
      default:
        return bytes[at] ?? 0;
    }
  }
}

const WANTED: ReadonlySet<number> = new Set(Object.values(TAG));

function decimalDegrees(gps: Ifd): { latitude?: number; longitude?: number } {
  const one = (tag: number, reference: number, negative: string): number | undefined => {
    const [degrees, minutes = 0, seconds = 0] = (gps[tag] as number[] | undefined) ?? [];
    if (degrees === undefined) return undefined;
    const value = degrees + minutes / 60 + (Number.isFinite(seconds) ? seconds : 0) / 3600;
    return String(gps[reference]).startsWith(negative) ? -value : value;
  };
  const latitude = one(TAG.gpsLatitude, TAG.gpsLatitudeRef, 'S');
  const longitude = one(TAG.gpsLongitude, TAG.gpsLongitudeRef, 'W');
  return {
    ...(latitude !== undefined && { latitude }),
    ...(longitude !== undefined && { longitude }),
  };
}
