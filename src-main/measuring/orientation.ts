import { binomial3, type Plane } from './plane.ts';

/** Directions beyond this many degrees are not counted. */
const WIDEST = 22;
const BINS = 2 * WIDEST + 1;
/** Pictures whose short side is at least this are halved, so that all are looked at alike. */
const LARGE = 400;
const SCALES = 2;
const FAMILIES = 2;
const ZONES = 3;
/** Left out at the border, where the smoothing knows no neighbours. */
const BORDER = 3;
/** Squared grey levels of gradient below which there is no edge. */
const LEAST_ENERGY = 1;
/** Gradients above this count as this: one strong edge is not worth many. */
const MOST_GRADIENT = 8;
const COHERENCE_POWER = 4;

/**
 * How much of the picture runs in which direction near upright and near level: histograms of the structure tensor's direction at two
 * scales, in bins of a degree from −22° to 22°, as shares of the picture. Of each scale four: upright and level edges in all, and the
 * least of them in three columns and in three rows, times three: what all parts of a picture share is more than one object's lean.
 */
export function orientations(luma: Plane): number[][] {
  let plane = luma;
  while (Math.min(plane.width, plane.height) >= LARGE) plane = halved(plane);
  const all: number[][] = [];
  for (let scale = 0; scale < SCALES; scale++) {
    if (scale > 0) plane = halved(plane);
    all.push(...atScale(plane));
  }
  return all;
}

function atScale(plane: Plane): number[][] {
  const zones = zoneHistograms(plane);
  const family = (at: number) =>
    Array.from({ length: ZONES }, (_, zone) => zones[at * ZONES + zone] as Float64Array);
  const over = (parts: readonly Float64Array[], of: (values: number[]) => number) =>
    Array.from({ length: BINS }, (_, bin) => of(parts.map((part) => part[bin] as number)));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const least = (values: number[]) => ZONES * Math.min(...values);
  const [upright, level] = [family(0), family(1)];
  return [over(upright, sum), over(level, sum), over(upright, least), over(level, least)];
}

/** By family (upright, level) and third of the picture across it. */
function zoneHistograms(plane: Plane): Float64Array[] {
  const { width, height } = plane;
  const { xx, yy, xy } = structure(plane);
  const zones = Array.from({ length: FAMILIES * ZONES }, () => new Float64Array(BINS));
  const share = 1 / (width * height);
  for (let y = BORDER; y < height - BORDER; y++) {
    for (let x = BORDER, i = y * width + BORDER; x < width - BORDER; x++, i++) {
      const a = xx.data[i] as number;
      const b = yy.data[i] as number;
      const energy = a + b;
      if (energy < LEAST_ENERGY) continue;
      const twice = 2 * (xy.data[i] as number);
      const coherence = Math.hypot(a - b, twice) / energy;
      const weight =
        share * Math.min(MOST_GRADIENT, Math.sqrt(energy)) * coherence ** COHERENCE_POWER;
      const across = (90 * Math.atan2(twice, a - b)) / Math.PI;
      const isLevel = Math.abs(across) > 45;
      const degrees = isLevel ? across - Math.sign(across) * 90 : across;
      const third = isLevel ? (ZONES * y) / height : (ZONES * x) / width;
      const zone = (isLevel ? ZONES : 0) + Math.floor(third);
      add(zones[zone] as Float64Array, degrees + WIDEST, weight);
    }
  }
  return zones;
}

/** Shares a weight between the two bins beside a place. */
function add(bins: Float64Array, place: number, weight: number): void {
  const low = Math.floor(place);
  const part = place - low;
  if (low >= 0 && low < bins.length) bins[low] = (bins[low] as number) + weight * (1 - part);
  const high = low + 1;
  if (high >= 0 && high < bins.length) bins[high] = (bins[high] as number) + weight * part;
}

/** The structure tensor of Scharr's gradients. */
function structure(plane: Plane): Record<'xx' | 'yy' | 'xy', Plane> {
  const { width, height } = plane;
  const { data } = binomial3(plane);
  const xx = new Float32Array(width * height);
  const yy = new Float32Array(width * height);
  const xy = new Float32Array(width * height);
  const at = (i: number) => data[i] as number;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      const falling = at(i + width + 1) - at(i - width - 1);
      const rising = at(i - width + 1) - at(i + width - 1);
      const gx = (3 * (falling + rising) + 10 * (at(i + 1) - at(i - 1))) / 32;
      const gy = (3 * (falling - rising) + 10 * (at(i + width) - at(i - width))) / 32;
      xx[i] = gx * gx;
      yy[i] = gy * gy;
      xy[i] = gx * gy;
    }
  }
  const smooth = (values: Float32Array) => binomial3(binomial3({ width, height, data: values }));
  return { xx: smooth(xx), yy: smooth(yy), xy: smooth(xy) };
}

function halved({ width, height, data }: Plane): Plane {
  const w = width >> 1;
  const h = height >> 1;
  const half = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = 2 * y * width + 2 * x;
      half[y * w + x] =
        ((data[i] as number) +
          (data[i + 1] as number) +
          (data[i + width] as number) +
          (data[i + width + 1] as number)) /
        4;
    }
  }
  return { width: w, height: h, data: half };
}
