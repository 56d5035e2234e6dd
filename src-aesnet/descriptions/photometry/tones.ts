export interface Tones {
  /** Mean L*, 0–100. */
  readonly lightness: number;
  /** From the darkest twentieth to the brightest, in L*, 0–100. */
  readonly tonalRange: number;
  /** Shares of the picture that are white or black to the eye, 0–1. */
  readonly whiteArea: number;
  readonly blackArea: number;
}

/** L* from which, and up to which, a tone shows no detail: the codes 249 and 7. Coding and shrinking smear exact 255 and 0. */
const WHITE = 98;
const BLACK = 2;
const BINS = 401;

/** The tones of a picture from its L*, one a pixel. */
export function tonesOf(lightness: Float32Array): Tones {
  const bins = new Uint32Array(BINS);
  let sum = 0;
  let white = 0;
  let black = 0;
  for (const value of lightness) {
    sum += value;
    if (value >= WHITE) white++;
    else if (value <= BLACK) black++;
    const bin = Math.min(BINS - 1, Math.max(0, Math.round(value * 4)));
    bins[bin] = (bins[bin] as number) + 1;
  }
  const count = lightness.length;
  return {
    lightness: sum / count,
    tonalRange: (binAt(bins, 0.95 * count) - binAt(bins, 0.05 * count)) / 4,
    whiteArea: white / count,
    blackArea: black / count,
  };
}

/** The bin in which the running sum reaches `wanted`. */
function binAt(bins: Uint32Array, wanted: number): number {
  let seen = 0;
  for (const [bin, count] of bins.entries()) {
    seen += count;
    if (seen >= wanted) return bin;
  }
  return bins.length - 1;
}
