import { SPACES } from '../descriptions/index.ts';

/**
 * A picture's vectors in all attribute spaces, a quarter of their size: one float32 scale a space, little-endian, then the values of
 * all spaces as int8. A cosine moves by some 0.001 at most (tests/aesnet/retrieval).
 */
export type PackedSpaces = Uint8Array;

const SCALES = SPACES.length * Float32Array.BYTES_PER_ELEMENT;
const LARGEST = 127;

/** `embeddings`: row-major [7, size], in the order of `SPACES`. Throws a RangeError where they cannot be divided so. */
export function packSpaces(embeddings: Float32Array): PackedSpaces {
  if (embeddings.length === 0 || embeddings.length % SPACES.length !== 0) {
    throw new RangeError(`${embeddings.length} values are not vectors in ${SPACES.length} spaces`);
  }
  const size = embeddings.length / SPACES.length;
  const packed = new Uint8Array(SCALES + embeddings.length);
  const view = new DataView(packed.buffer);
  for (let space = 0; space < SPACES.length; space++) {
    const vector = embeddings.subarray(space * size, (space + 1) * size);
    const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = largest / LARGEST || 1;
    view.setFloat32(space * Float32Array.BYTES_PER_ELEMENT, scale, true);
    for (const [at, value] of vector.entries()) {
      view.setInt8(SCALES + space * size + at, Math.round(value / scale));
    }
  }
  return packed;
}

/** Values a space of what was packed; undefined for bytes that were not. */
export function sizeOfPacked(packed: PackedSpaces): number | undefined {
  const values = packed.byteLength - SCALES;
  return values > 0 && values % SPACES.length === 0 ? values / SPACES.length : undefined;
}

/** The scale and the values of one space, by its place in `SPACES`. */
export function unpackSpace(
  packed: PackedSpaces,
  space: number,
): { readonly scale: number; readonly values: Int8Array } {
  const size = (packed.byteLength - SCALES) / SPACES.length;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return {
    scale: view.getFloat32(space * Float32Array.BYTES_PER_ELEMENT, true),
    values: new Int8Array(packed.buffer, packed.byteOffset + SCALES + space * size, size),
  };
}

/** All spaces as they were packed: row-major [7, size]. Throws a RangeError for other bytes. */
export function unpackSpaces(packed: PackedSpaces): Float32Array {
  const size = sizeOfPacked(packed);
  if (size === undefined) throw new RangeError('these bytes are not packed vectors');
  const embeddings = new Float32Array(SPACES.length * size);
  for (let space = 0; space < SPACES.length; space++) {
    const { scale, values } = unpackSpace(packed, space);
    for (const [at, value] of values.entries()) embeddings[space * size + at] = value * scale;
  }
  return embeddings;
}
