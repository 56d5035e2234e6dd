/** Heat maps as pictures: enlarged to a smooth surface and coloured, for the window and for files. */

/** What each place lends a score, in points, row by row from the top left. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** Of the frame: what lifts a score most is outlined, as that is what was tested (benchmarks/heat-maps.ts). */
export const HOTTEST_SHARE = 0.1;

/**
 * What lifts a score and what lowers it, red, green, blue. Told apart by brightness as well as hue, and by every common kind of
 * colour blindness: amber is light, blue is dark.
 */
export const LIFTS = [255, 176, 0] as const;
export const LOWERS = [30, 80, 255] as const;
/** Below 1, so that what is half as strong is seen as more than half as strong: most of a map is far from its peak. */
const GAMMA = 0.75;

/** A map at so many pixels, the middles of its places as they are and what lies between them smooth (Catmull and Rom's spline). */
export function enlargedMap(map: HeatMap, width: number, height: number): Float32Array {
  const across = splineTaps(map.width, width);
  const down = splineTaps(map.height, height);
  const rows = new Float32Array(map.height * width);
  for (let row = 0; row < map.height; row++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const { at, weight } of across[x] ?? []) {
        sum += weight * (map.values[row * map.width + at] as number);
      }
      rows[row * width + x] = sum;
    }
  }
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (const { at, weight } of down[y] ?? []) {
      for (let x = 0; x < width; x++) {
        const to = y * width + x;
        out[to] = (out[to] as number) + weight * (rows[at * width + x] as number);
      }
    }
  }
  return out;
}

/** Of each of `to` pixels over `from` places: which places it is made of. Beyond the edge a map goes on as its edge. */
function splineTaps(from: number, to: number): { at: number; weight: number }[][] {
  return Array.from({ length: to }, (_, pixel) => {
    const place = Math.max(0, Math.min(from - 1, ((pixel + 0.5) / to) * from - 0.5));
    const first = Math.floor(place);
    const t = place - first;
    const weights = [
      t * (-0.5 + t * (1 - 0.5 * t)),
      1 + t * t * (-2.5 + 1.5 * t),
      t * (0.5 + t * (2 - 1.5 * t)),
      t * t * (-0.5 + 0.5 * t),
    ];
    return weights.map((weight, index) => ({
      at: Math.max(0, Math.min(from - 1, first - 1 + index)),
      weight,
    }));
  });
}

/** Pixels along the longer side of a surface: it is smooth, so more would not be seen. */
const LONGEST = 168;

/** The size of the surface for a frame of this width by its height. */
export function surfaceSize(aspect: number): { width: number; height: number } {
  const side = (share: number) => Math.max(1, Math.round(LONGEST * Math.min(1, share)));
  return { width: side(aspect), height: side(1 / aspect) };
}

/** The value that the hottest tenth of a surface exceeds, and never what lowers a score. */
export function hottestLevel(surface: Float32Array): number {
  const sorted = surface.toSorted();
  const level = sorted[Math.floor((1 - HOTTEST_SHARE) * (sorted.length - 1))] ?? 0;
  return Math.max(0, level);
}

/** The largest size of a value: what is coloured in full. */
export function strongest(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, Math.abs(values[at] as number));
  return most;
}

/** A surface as pixels, red, green, blue and alpha a byte each: the stronger, the less of what lies below is seen. */
export function heatPixels(surface: Float32Array, most: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * surface.length);
  for (const [at, value] of surface.entries()) {
    pixels.set(value > 0 ? LIFTS : LOWERS, 4 * at);
    const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
    pixels[4 * at + 3] = 255 * share ** GAMMA;
  }
  return pixels;
}
