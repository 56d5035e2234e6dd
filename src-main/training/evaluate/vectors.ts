import { SPACES, type Space } from '../../../src-aesnet/descriptions/index.ts';

/** One space of vectors in all of them, row-major [N, 7, size]. */
export function inSpace(all: Float32Array, space: Space, size: number): Float32Array {
  const at = SPACES.indexOf(space);
  const row = SPACES.length * size;
  const vectors = new Float32Array((all.length / row) * size);
  for (let start = 0; start * row < all.length; start++) {
    const from = start * row + at * size;
    vectors.set(all.subarray(from, from + size), start * size);
  }
  return vectors;
}

/** Rows of one width, one after another. */
export function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) all.set(row, index * width);
  return all;
}
