import { formatOfPath } from '../../src-shared/photo.ts';
import { cr3Blocks, cr3Thumbnail } from './cr3.ts';
import { readAt, readExifBlocks, TAG, withFile, type Ifd } from './exif-tags.ts';
import { readTiffFile } from './tiff-reader.ts';
import { firstNumber } from './exif-values.ts';
import { jpegSize } from './jpeg.ts';

export interface Thumbnail {
  /** An encoded JPEG. */
  readonly bytes: Uint8Array;
  /** Of the photo, 1–8; not applied. */
  readonly orientation: number;
}

/** A thumbnail is tens of KiB; Sony's, in the first directory, is a preview of a few hundred. */
const MAX_BYTES = 4 << 20;

/**
 * The small JPEG that stands near the start of a JPEG or RAW, read without ExifTool. Undefined where
 * there is none or it is broken. Never throws.
 */
export async function readThumbnail(path: string): Promise<Thumbnail | undefined> {
  const format = formatOfPath(path);
  if (format === 'jpeg') return fromJpeg(path);
  if (format !== 'raw') return undefined;
  const small = await cr3Thumbnail(path);
  if (small !== undefined) return checked(small, (await cr3Blocks(path))?.ifd0);
  const blocks = await readTiffFile(path);
  if (blocks === undefined) return fromJpeg(path);
  const { ifd0, ifd1 } = blocks;
  for (const place of [jpegIn(ifd1), stripIn(ifd0), jpegIn(ifd0)]) {
    const found = place === undefined ? undefined : checked(await readBytes(path, place), ifd0);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function fromJpeg(path: string): Promise<Thumbnail | undefined> {
  const read = await readExifBlocks(path, { thumbnail: true });
  return checked(read?.thumbnail, read?.blocks.ifd0);
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

function jpegIn(ifd: Ifd | undefined): Place | undefined {
  return place(ifd?.[TAG.jpegOffset], ifd?.[TAG.jpegLength]);
}

/** A DNG's first directory is its thumbnail: one strip, sometimes a JPEG (compression 6 or 7). */
function stripIn(ifd: Ifd | undefined): Place | undefined {
  const compression = firstNumber(ifd?.[TAG.compression]);
  const isReduced = firstNumber(ifd?.[TAG.newSubfileType]) === 1;
  if (!isReduced || (compression !== 6 && compression !== 7)) return undefined;
  return place(ifd?.[TAG.stripOffsets], ifd?.[TAG.stripByteCounts]);
}

function place(at: unknown, bytes: unknown): Place | undefined {
  const [offset, length] = [firstNumber(at), firstNumber(bytes)];
  if (offset === undefined || length === undefined || length < 4 || length > MAX_BYTES) {
    return undefined;
  }
  return { offset, length };
}

function readBytes(path: string, { offset, length }: Place): Promise<Uint8Array | undefined> {
  return withFile(path, (file) => readAt(file, offset, length));
}

function checked(bytes: Uint8Array | undefined, ifd0: Ifd | undefined): Thumbnail | undefined {
  if (bytes === undefined || jpegSize(bytes) === undefined) return undefined;
  const orientation = firstNumber(ifd0?.[TAG.orientation]) ?? 1;
  return { bytes, orientation: orientation >= 1 && orientation <= 8 ? orientation : 1 };
}
