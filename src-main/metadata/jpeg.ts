/** One marker segment of a JPEG. */
export interface Segment {
  /** The marker's second byte: 0xe1 is APP1. */
  readonly marker: number;
  readonly data: Uint8Array;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** The segments of an encoded JPEG up to its first scan; what is broken ends the list. */
export function* segments(bytes: Uint8Array): Generator<Segment> {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return;
    const marker = bytes[at + 1] ?? 0;
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === SOS || marker === EOI) return;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return;
    yield { marker, data: bytes.subarray(at + 4, at + 2 + length) };
    at += 2 + length;
  }
}

/**
 * Pixel size of a JPEG that every decoder reads (baseline, extended or progressive Huffman). Undefined
 * for others: the lossless JPEG in which a RAW keeps its sensor data is no preview.
 */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  for (const { marker, data } of segments(bytes)) {
    if (marker < 0xc0 || marker > 0xcf || marker === 0xc4 || marker === 0xc8 || marker === 0xcc) {
      continue;
    }
    if (marker > 0xc2 || data.length < 6 || data[0] !== 8) return undefined;
    const height = ((data[1] ?? 0) << 8) | (data[2] ?? 0);
    const width = ((data[3] ?? 0) << 8) | (data[4] ?? 0);
    return width > 0 && height > 0 ? { width, height } : undefined;
  }
  return undefined;
}
