/**
 * XMP into a JPEG, TIFF or DNG: only the packet's own bytes are new. Everything else (picture, EXIF, profiles, maker
 * notes, other segments and directories) is copied as it is, byte for byte.
 */
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { jpegSplices, readJpegPackets } from './embed-jpeg.ts';
import { readTiffPacket, tiffSplices } from './embed-tiff.ts';
import { replaceFileBy } from './replace-file.ts';
import { newPacket } from './sidecar-files.ts';
import { copySpliced, UnfitFile } from './splices.ts';
import { XmpError, XmpPacket } from './xmp.ts';

/** What is written in a photo now, ready to be changed. */
export interface EmbeddedPacket {
  readonly packet: XmpPacket;
  /** The extended packet of a JPEG. */
  readonly extended?: XmpPacket;
  /** Replaces the photo by one that holds the packets as they are now. */
  write(): Promise<void>;
}

/** Whether Keepers can put XMP into this photo: JPEG, TIFF, and DNG by its name. */
export function isEmbeddable(photo: string): boolean {
  const format = formatOfPath(photo);
  return format === 'jpeg' || format === 'tiff' || /\.dng$/i.test(photo);
}

/**
 * The packet inside a photo, or a new one. Throws `embedded-invalid` for one that cannot be parsed, or a photo that is
 * not built as its name says.
 */
export async function openEmbedded(photo: string): Promise<EmbeddedPacket> {
  // A linked photo stays a link: what it leads to is replaced.
  const target = await realpath(photo);
  const before = await stat(target, { bigint: true });
  const isJpeg = formatOfPath(photo) === 'jpeg';
  const file = await open(target, 'r');
  try {
    const layout = isJpeg ? await readJpegPackets(file) : await readTiffPacket(file);
    const packet = layout.main === undefined ? newPacket() : XmpPacket.parse(layout.main);
    const extended =
      'extended' in layout && layout.extended !== undefined
        ? XmpPacket.parse(layout.extended)
        : undefined;
    return {
      packet,
      ...(extended !== undefined && { extended }),
      write: async () => {
        const splices = isJpeg
          ? jpegSplices(await reread(target, readJpegPackets), packet, extended)
          : tiffSplices(await reread(target, readTiffPacket), packet);
        await replaceFileBy(
          target,
          (into) => copySpliced(target, splices, into),
          async () => {
            const now = await stat(target, { bigint: true });
            return (['size', 'mtimeNs', 'ino'] as const).every((key) => now[key] === before[key]);
          },
        );
      },
    };
  } catch (error) {
    if (!(error instanceof XmpError) && !(error instanceof UnfitFile)) throw error;
    throw new KeepersError(
      'embedded-invalid',
      { path: photo, reason: error.message },
      { cause: error },
    );
  } finally {
    await file.close();
  }
}

async function reread<T>(target: string, read: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(target, 'r');
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}
