import type { Plane } from './plane.ts';

const SIZE = 8;
/** Blocks start at every third pixel, so that they fall on all phases of JPEG's grid. */
const STRIDE = 3;
/** Share of the blocks, the flattest ones, that are taken for noise alone, and their least number. */
const FLATTEST = 0.01;
const LEAST = 48;

/** DCT-II of 8 samples, orthonormal: `BASIS[u * 8 + x]`. */
const BASIS = Float64Array.from({ length: SIZE * SIZE }, (_, i) => {
  const u = Math.floor(i / SIZE);
  const x = i % SIZE;
  return Math.sqrt((u === 0 ? 1 : 2) / SIZE) * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SIZE));
});
/** The frequencies (u, v) at which noise is read: high in both directions, where pictures have least. */
const HIGH = [3, 4, 5, 6, 7].flatMap((v) =>
  [3, 4, 5, 6, 7].filter((u) => u + v >= 7).map((u) => ({ u, v })),
);

interface Block {
  readonly plane: Plane;
  readonly start: number;
  readonly texture: number;
}

/**
 * Standard deviation of white luminance noise in 8-bit units, or undefined where nothing can be read.
 *
 * After Ponomarenko et al. 2007 and Colom & Buades, "Analysis and Extension of the Ponomarenko et
 * al. Method", IPOL 2013: blocks are ranked by their energy at low frequencies, and the noise is
 * the median energy of the flattest ones at high frequencies. The two sets of frequencies are
 * orthogonal, so choosing flat blocks does not choose quiet noise.
 */
export function noiseOf(tiles: readonly Plane[]): number | undefined {
  const all = tiles.flatMap(blocksOf);
  if (all.length < LEAST) return undefined;
  const first = estimate(all);
  // Noise near the ends of the scale is cut off: leave those blocks out, where others remain.
  const margin = 2.5 * first;
  const inside = all.filter(({ plane, start }) => {
    const mean = meanOf(plane, start);
    return mean > margin && mean < 255 - margin;
  });
  return inside.length >= Math.max(LEAST * 4, all.length * 0.02) ? estimate(inside) : first;
}

function estimate(blocks: readonly Block[]): number {
  const sorted = Float64Array.from(blocks, (block) => block.texture).sort();
  const count = Math.min(blocks.length, Math.max(LEAST, Math.round(blocks.length * FLATTEST)));
  const limit = sorted[count - 1] as number;
  const energy = new Float64Array(HIGH.length);
  let taken = 0;
  for (const block of blocks) {
    if (block.texture > limit || taken >= 2 * count) continue;
    taken++;
    addEnergy(block, energy);
  }
  energy.sort();
  return Math.sqrt((energy[energy.length >> 1] as number) / taken);
}

function addEnergy({ plane, start }: Block, energy: Float64Array): void {
  const rows = new Float64Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) {
    for (let u = 3; u < SIZE; u++) {
      let sum = 0;
      for (let x = 0; x < SIZE; x++) {
        sum +=
          (BASIS[u * SIZE + x] as number) * (plane.data[start + y * plane.width + x] as number);
      }
      rows[y * SIZE + u] = sum;
    }
  }
  HIGH.forEach(({ u, v }, i) => {
    let sum = 0;
    for (let y = 0; y < SIZE; y++) {
      sum += (BASIS[v * SIZE + y] as number) * (rows[y * SIZE + u] as number);
    }
    energy[i] = (energy[i] as number) + sum * sum;
  });
}

function meanOf({ data, width }: Plane, start: number): number {
  let sum = 0;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) sum += data[start + y * width + x] as number;
  }
  return sum / (SIZE * SIZE);
}

/** All blocks with their energy at low frequencies (variance of 2×2 means); wholly clipped ones are left out. */
function blocksOf(plane: Plane): Block[] {
  const { width, height, data } = plane;
  const blocks: Block[] = [];
  for (let y = 0; y + SIZE <= height; y += STRIDE) {
    for (let x = 0; x + SIZE <= width; x += STRIDE) {
      const start = y * width + x;
      let sum = 0;
      let squares = 0;
      for (let v = 0; v < SIZE; v += 2) {
        for (let i = start + v * width; i < start + v * width + SIZE; i += 2) {
          const four =
            (data[i] as number) +
            (data[i + 1] as number) +
            (data[i + width] as number) +
            (data[i + width + 1] as number);
          sum += four;
          squares += four * four;
        }
      }
      const mean = sum / 64;
      if (mean < 1 || mean > 254) continue;
      blocks.push({ plane, start, texture: squares / 256 - mean * mean });
    }
  }
  return blocks;
}
