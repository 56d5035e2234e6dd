import type { FileHandle } from 'node:fs/promises';
import { readAt, TAG, withFile, type ExifBlocks, type Ifd } from './exif-tags.ts';
import { text } from './exif-values.ts';
import { readMakerNote } from './maker-notes/index.ts';
import type { MakerFacts } from './maker-notes/types.ts';
import { TiffReader, type NotePlace, type ReadBytes } from './tiff-directory.ts';

/**
 * The EXIF directories of a TIFF, or of a RAW that is built like one (its version number may differ).
 * Every value is read from where it lies: in a RAW that may be megabytes from the header, out of reach
 * of a prefix. Undefined where it is none, or its first directory cannot be read.
 */
export async function readTiff(read: ReadBytes): Promise<ExifBlocks | undefined> {
  const header = await read(0, 8);
  const order = header.toString('latin1', 0, 2);
  if (header.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const reader = new TiffReader(read, { little: order === 'II', wanted: WANTED });
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
  const maker = await makerOf(read, order === 'II', exif, main.ifd);
  return {
    ifd0: main.ifd,
    ...(next !== undefined && { ifd1: next.ifd }),
    ...(exif !== undefined && { exif }),
    ...(gps !== undefined && { gps: { ...gps, ...decimalDegrees(gps) } }),
    ...(interop !== undefined && { interop }),
    ...(maker !== undefined && { maker }),
  };
}

/** What the maker's note of an EXIF directory tells; see maker-notes. */
async function makerOf(
  read: ReadBytes,
  little: boolean,
  exif: Ifd | undefined,
  ifd0: Ifd,
): Promise<MakerFacts | undefined> {
  const note = exif?.[TAG.makerNote] as NotePlace | undefined;
  if (note === undefined) return undefined;
  const make = text(ifd0[TAG.make]) ?? '';
  return await readMakerNote(read, { offset: note.offset, little, make });
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
