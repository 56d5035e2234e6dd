import { readAt, withFile } from './exif-tags.ts';

const MAX_CHUNK = 64 << 20;

/** The TIFF block of a WebP's `EXIF` chunk. */
export async function webpExif(path: string): Promise<Buffer | undefined> {
  const chunk = await webpChunk(path, 'EXIF');
  // Some writers keep JPEG's preamble, against the specification.
  return chunk?.toString('latin1', 0, 6) === 'Exif\0\0' ? chunk.subarray(6) : chunk;
}

/** The packet of a WebP's `XMP ` chunk. */
export function webpXmp(path: string): Promise<Uint8Array | undefined> {
  return webpChunk(path, 'XMP ');
}

async function webpChunk(path: string, wanted: string): Promise<Buffer | undefined> {
  return withFile(path, async (file, size) => {
    const header = await readAt(file, 0, 12);
    if (header.toString('latin1', 0, 4) !== 'RIFF' || header.toString('latin1', 8) !== 'WEBP') {
      return undefined;
    }
    let offset = 12;
    while (offset + 8 <= size) {
      const chunk = await readAt(file, offset, 8);
      if (chunk.length < 8) return undefined;
      const length = chunk.readUInt32LE(4);
      if (chunk.toString('latin1', 0, 4) === wanted && length <= MAX_CHUNK) {
        return readAt(file, offset + 8, length);
      }
      // Chunks are padded to an even length.
      offset += 8 + length + (length % 2);
    }
    return undefined;
  });
}
