import { formatOfPath } from '../../src-shared/photo.ts';
import { cr3Blocks, cr3Thumbnail } from './cr3.ts';
import { readAt, readExifBlocks, TAG, withFile, type Ifd } from './exif-tags.ts';
import { readTiffFile } from './tiff-reader.ts';
import { firstNumber } from './exif-values.ts';
import { jpegSize } from './jpeg.ts';

/** A thumbnail is tens of KiB; Sony's, in the first directory, is a preview of a few hundred. */
const MAX_BYTES = 4 << 20;
/** Where in the segment of `turned` the orientation stands. */
const ORIENTATION_AT = 28;

/**
 * The small JPEG that stands near the start of a JPEG or RAW, read without ExifTool; in its EXIF the photo's orientation, by
 * which browsers turn it. Undefined where there is none or it is broken. Never throws.
 */
export async function readThumbnail(path: string): Promise<Uint8Array | undefined> {
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

async function fromJpeg(path: string): Promise<Uint8Array | undefined> {
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

function checked(bytes: Uint8Array | undefined, ifd0: Ifd | undefined): Uint8Array | undefined {
  if (bytes === undefined || jpegSize(bytes) === undefined) return undefined;
  const orientation = firstNumber(ifd0?.[TAG.orientation]) ?? 1;
  return turned(bytes, orientation >= 1 && orientation <= 8 ? orientation : 1);
}

/** The JPEG, with EXIF of nothing but an orientation before what else it says of itself. */
function turned(jpeg: Uint8Array, orientation: number): Uint8Array {
  const exif = Buffer.from(
    'ffe1 0022 457869660000 4d4d002a00000008 0001 0112000300000001 00000000 00000000'.replaceAll(
      ' ',
      '',
    ),
    'hex',
  );
  exif.writeUInt16BE(orientation, ORIENTATION_AT);
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
}
