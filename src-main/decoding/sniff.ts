import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath, type Format } from '../../src-shared/photo.ts';

/** Formats whose beginning is known but which are not decoded. */
const UNDECODED: readonly (readonly [name: string, start: string])[] = [
  ['JPEG XL', '\xff\x0a'],
  ['JPEG XL', '\0\0\0\x0cJXL '],
  ['JPEG 2000', '\0\0\0\x0cjP  '],
  ['Photoshop', '8BPS'],
  ['BMP', 'BM'],
];

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const AVIF_BRANDS = new Set(['avif', 'avis']);

/**
 * The format that the bytes of a file are, whatever its name says.
 *
 * Throws `photo-format-unsupported` for a known format that is not decoded, `photo-damaged` where a
 * photo's name stands on bytes that are none, and `file-not-photo` where neither is a photo.
 */
export function sniffFormat(head: Uint8Array, path: string): Format {
  const format = knownFormat(head);
  const promised = formatOfPath(path);
  // A RAW is a TIFF on the outside; what that TIFF shows is a thumbnail at best.
  if (format !== undefined && !(format === 'tiff' && promised === 'raw')) return format;
  const text = latin1(head, 0, 12);
  const undecoded = UNDECODED.find(([, start]) => text.startsWith(start))?.[0];
  if (undecoded !== undefined) {
    throw new KeepersError('photo-format-unsupported', { format: undecoded });
  }
  if (promised === 'raw' || text.startsWith('ftypcrx ', 4)) {
    throw new KeepersError('photo-format-unsupported', { format: 'RAW' });
  }
  if (promised === undefined) throw new KeepersError('file-not-photo');
  throw new KeepersError('photo-damaged', { reason: 'its bytes do not begin like a photo' });
}

function knownFormat(head: Uint8Array): Format | undefined {
  const text = latin1(head, 0, 12);
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('GIF8')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((start) => text.startsWith(start))) return 'tiff';
  if (text.startsWith('ftyp', 4)) return heifFormat(head);
  return undefined;
}

/** HEIC and AVIF are the same container; the brands in its first box tell them apart. */
function heifFormat(head: Uint8Array): Format | undefined {
  const length = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const brands = [latin1(head, 8, 12)];
  for (let at = 16; at + 4 <= Math.min(length, head.length); at += 4) {
    brands.push(latin1(head, at, at + 4));
  }
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'avif';
  if (brands.some((brand) => HEIC_BRANDS.has(brand))) return 'heic';
  return undefined;
}

/** Whether the name promises another format. `.heif` and `.heic` may hold either codec. */
export function isMislabelled(format: Format, path: string): boolean {
  const promised = formatOfPath(path);
  if (promised === undefined || promised === format) return false;
  return !(promised === 'heic' && format === 'avif');
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
