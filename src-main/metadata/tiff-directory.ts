import { TAG, type Ifd } from './exif-tags.ts';

/** Bytes at an offset from the TIFF header; fewer where they end. */
export type ReadBytes = (offset: number, length: number) => Promise<Buffer> | Buffer;

/** Bytes a value of each TIFF type; index is the type's number. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** More entries than this, or longer values, are not what Keepers looks for. */
const MAX_ENTRIES = 4096;
const MAX_VALUE = 4096;

/** Where a maker's note lies: its value is a file within the file, and not read as one value. */
export interface NotePlace {
  readonly offset: number;
}

/** Reads directories of tags from bytes of one byte order. */
export class TiffReader {
  readonly #read: ReadBytes;
  readonly #little: boolean;
  readonly #base: number;
  readonly #wanted: ReadonlySet<number>;
  readonly #longest: number;

  constructor(
    read: ReadBytes,
    options: {
      readonly little: boolean;
      /** Tags that are read; others are skipped. */
      readonly wanted: ReadonlySet<number>;
      /** What offsets of directories and values count from. */
      readonly base?: number;
      /** Longest value in bytes; a longer one is left out. Default 4,096. */
      readonly longest?: number;
    },
  ) {
    this.#read = read;
    this.#little = options.little;
    this.#wanted = options.wanted;
    this.#base = options.base ?? 0;
    this.#longest = options.longest ?? MAX_VALUE;
  }

  u16(from: Buffer, at: number): number {
    return this.#little ? from.readUInt16LE(at) : from.readUInt16BE(at);
  }

  u32(from: Buffer, at: number): number {
    return this.#little ? from.readUInt32LE(at) : from.readUInt32BE(at);
  }

  /** A directory and the offset of the next one (0 where there is none). */
  async directory(offset: number): Promise<{ ifd: Ifd; next: number } | undefined> {
    const start = this.#base + offset;
    const head = await this.#read(start, 2);
    if (head.length < 2) return undefined;
    const count = this.u16(head, 0);
    if (count === 0 || count > MAX_ENTRIES) return undefined;
    const table = await this.#read(start + 2, count * 12 + 4);
    const ifd: Record<string, unknown> = {};
    for (let at = 0; at + 12 <= Math.min(table.length, count * 12); at += 12) {
      const value = await this.#value(table.subarray(at, at + 12));
      if (value !== undefined) ifd[this.u16(table, at)] = value;
    }
    const next = table.length >= count * 12 + 4 ? this.u32(table, count * 12) : 0;
    return { ifd, next };
  }

  async #value(entry: Buffer): Promise<unknown> {
    const tag = this.u16(entry, 0);
    if (!this.#wanted.has(tag)) return undefined;
    const type = this.u16(entry, 2);
    const size = SIZES[type] ?? 0;
    const length = size * this.u32(entry, 4);
    const offset = this.#base + this.u32(entry, 8);
    if (tag === TAG.makerNote) return length > 4 ? { offset } : undefined;
    if (length === 0 || length > this.#longest) return undefined;
    const bytes = length <= 4 ? entry.subarray(8, 8 + length) : await this.#read(offset, length);
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
      case 13:
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
