import type { Picture } from '../picture.ts';
import { Random } from '../random.ts';

/** Normal numbers to take from, since drawing each anew would take longer than all the rest. */
const STORE = 1 << 16;
let store: Float32Array | undefined;

function normals(): Float32Array {
  const random = Random.from(0x6e6f6973);
  store ??= Float32Array.from({ length: STORE }, () => random.normal());
  return store;
}

/**
 * Adds noise of a standard deviation `sigma` (8-bit codes) to each channel. `chroma` (0–1) is how much of its variance each
 * channel has for itself: 0 is grey grain, 1 coloured. White and black clip.
 */
export function addNoise(
  { width, height, data }: Picture,
  sigma: number,
  chroma: number,
  random: Random,
): Picture {
  const grain = normals();
  const out = new Uint8ClampedArray(data.length);
  const shared = sigma * Math.sqrt(1 - chroma);
  const own = sigma * Math.sqrt(chroma);
  const stride = width * 3;
  for (let y = 0; y < height; y++) {
    // Each row from another place, so that the store's end is no seam and no pattern repeats.
    let luma = random.integer(STORE - width);
    let color = random.integer(STORE - stride);
    for (let at = y * stride; at < (y + 1) * stride; at += 3) {
      const common = shared * (grain[luma++] as number);
      out[at] = (data[at] as number) + common + own * (grain[color++] as number);
      out[at + 1] = (data[at + 1] as number) + common + own * (grain[color++] as number);
      out[at + 2] = (data[at + 2] as number) + common + own * (grain[color++] as number);
    }
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}
