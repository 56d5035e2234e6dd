import { open, stat, type FileHandle } from 'node:fs/promises';
import exifr, { type Exifr } from 'exifr';
import type { MakerFacts } from './maker-notes/types.ts';

/** Tag numbers of EXIF 2.32 and TIFF 6.0 that Keepers reads. */
export const TAG = {
  newSubfileType: 0x00fe,
  compression: 0x0103,
  make: 0x010f,
  model: 0x0110,
  stripOffsets: 0x0111,
  orientation: 0x0112,
  stripByteCounts: 0x0117,
  jpegOffset: 0x0201,
  jpegLength: 0x0202,
  exposureTime: 0x829a,
  fNumber: 0x829d,
  exifIfd: 0x8769,
  iso: 0x8827,
  gpsIfd: 0x8825,
  recommendedExposureIndex: 0x8832,
  dateTimeOriginal: 0x9003,
  dateTimeDigitized: 0x9004,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  exposureCompensation: 0x9204,
  flash: 0x9209,
  focalLength: 0x920a,
  subSecTimeOriginal: 0x9291,
  subSecTimeDigitized: 0x9292,
  colorSpace: 0xa001,
  interopIfd: 0xa005,
  subjectDistance: 0x9206,
  subjectArea: 0x9214,
  subjectLocation: 0xa214,
  makerNote: 0x927c,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
  customRendered: 0xa401,
  exposureMode: 0xa402,
  focalLength35: 0xa405,
  bodySerialNumber: 0xa431,
  lensMake: 0xa433,
  lensModel: 0xa434,
  interopIndex: 0x0001,
  gpsLatitudeRef: 0x0001,
  gpsLatitude: 0x0002,
  gpsLongitudeRef: 0x0003,
  gpsLongitude: 0x0004,
  gpsDirection: 0x0011,
} as const;

/** One image file directory: raw values by tag number (as keys of an object, so strings). */
export type Ifd = Readonly<Record<string, unknown>>;

/** The directories that a file's EXIF block consists of; those that it lacks are absent. */
export interface ExifBlocks {
  readonly ifd0?: Ifd;
  readonly ifd1?: Ifd;
  readonly exif?: Ifd;
  readonly gps?: Ifd;
  readonly interop?: Ifd;
  /** What the maker's note tells. */
  readonly maker?: MakerFacts;
}

const EXIF_TAGS = [
  TAG.exposureTime,
  TAG.fNumber,
  TAG.iso,
  TAG.recommendedExposureIndex,
  TAG.dateTimeOriginal,
  TAG.dateTimeDigitized,
  TAG.offsetTimeOriginal,
  TAG.offsetTimeDigitized,
  TAG.exposureCompensation,
  TAG.flash,
  TAG.focalLength,
  TAG.subSecTimeOriginal,
  TAG.subSecTimeDigitized,
  TAG.colorSpace,
  TAG.interopIfd,
  TAG.subjectDistance,
  TAG.subjectArea,
  TAG.subjectLocation,
  TAG.pixelWidth,
  TAG.pixelHeight,
  TAG.customRendered,
  TAG.exposureMode,
  TAG.focalLength35,
  TAG.bodySerialNumber,
  TAG.lensMake,
  TAG.lensModel,
];

/** Only what is named here is parsed. Numbers stay numbers, as the files have them. */
const OPTIONS = {
  tiff: true,
  ifd0: { pick: [TAG.make, TAG.model, TAG.orientation, TAG.exifIfd, TAG.gpsIfd] },
  ifd1: { pick: [TAG.jpegOffset, TAG.jpegLength] },
  exif: { pick: EXIF_TAGS },
  gps: {
    pick: [
      TAG.gpsLatitudeRef,
      TAG.gpsLatitude,
      TAG.gpsLongitudeRef,
      TAG.gpsLongitude,
      TAG.gpsDirection,
    ],
  },
  interop: { pick: [TAG.interopIndex] },
  xmp: false,
  icc: false,
  iptc: false,
  jfif: false,
  ihdr: false,
  translateKeys: false,
  translateValues: false,
  reviveValues: false,
  mergeOutput: false,
  firstChunkSize: 65_536,
  chunkSize: 65_536,
};

/**
 * What exifr's types leave out: the class itself, its file, which stays open when parsing throws, and the
 * EXIF block as it lies in the file.
 */
interface Reader extends Exifr {
  readonly file?: { close?(): Promise<void> };
  readonly parsers?: { readonly tiff?: { readonly chunk?: { toUint8(): Uint8Array } } };
}
const ExifrReader = exifr.Exifr as unknown as new (options: typeof OPTIONS) => Reader;

/** What one look into a file gives. */
export interface ExifRead {
  readonly blocks: ExifBlocks;
  /** The EXIF block itself: a TIFF, with the maker's note, which exifr does not read. */
  readonly tiff?: Uint8Array;
  /** The JPEG of the EXIF thumbnail, where it was asked for and the file is a JPEG. */
  readonly thumbnail?: Uint8Array;
}

/**
 * The EXIF directories of a JPEG, PNG or HEIF, in a file or in memory. Reads a prefix of a file, 64 KiB as
 * a rule. Not for TIFF and RAW, where exifr takes what it has not read for zeros or worse: tiff-reader.ts
 * reads those. Undefined where exifr does not know the format or the
 * block is broken; never throws.
 */
export async function readExifBlocks(
  input: string | Uint8Array,
  options: { readonly thumbnail?: boolean } = {},
): Promise<ExifRead | undefined> {
  const reader = new ExifrReader(OPTIONS);
  try {
    await reader.read(input);
    const parsed = (await reader.parse()) as (ExifBlocks & { errors?: unknown }) | undefined;
    const { errors, ...blocks } = parsed ?? {};
    if (errors !== undefined && Object.keys(blocks).length === 0) return undefined;
    const thumbnail =
      options.thumbnail === true
        ? await reader.extractThumbnail().catch(() => undefined)
        : undefined;
    const tiff = reader.parsers?.tiff?.chunk?.toUint8();
    return {
      blocks,
      ...(tiff !== undefined && { tiff }),
      ...(thumbnail !== undefined && thumbnail.length > 0 && { thumbnail }),
    };
  } catch {
    return undefined;
  } finally {
    await reader.file?.close?.();
  }
}

/** The first `length` bytes of a file, fewer where it is shorter; undefined where it is no readable file. */
export async function readPrefix(path: string, length: number): Promise<Buffer | undefined> {
  return withFile(path, (file) => readAt(file, 0, length));
}

/** Runs `use` on the open file; undefined where it is no regular file or cannot be opened. */
export async function withFile<T>(
  path: string,
  use: (file: FileHandle, size: number) => Promise<T>,
): Promise<T | undefined> {
  let file: FileHandle;
  let size: number;
  try {
    // Opening a FIFO would wait for a writer for ever.
    const info = await stat(path);
    if (!info.isFile()) return undefined;
    size = info.size;
    file = await open(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return await use(file, size);
  } finally {
    await file.close();
  }
}

/** Up to `length` bytes at `offset`. */
export async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
