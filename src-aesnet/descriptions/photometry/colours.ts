import type { LabPicture } from './lab.ts';

export interface Colours {
  /** Mean C*ab of all pixels: 0 for black and white, about 13 for the usual photo, 40 and more for garish ones. */
  readonly chroma: number;
  /** How far the mean colour leans to orange (above 0) or blue (below), in units of a*b*. */
  readonly warmth: number;
  /**
   * How far dark, middle and bright tones lean to orange (above 0) or blue (below) all alike; 0 where they do not agree. Coloured
   * light tints all tones, coloured things few.
   */
  readonly lightWarmth: number;
  /** Shares of the picture, 0–1, that are clearly green, and clearly red, pink or purple. */
  readonly greenArea: number;
  readonly redArea: number;
}

/**
 * Where a grey moves in a*b* when the white balance is off: towards the orange of a lamp (3,500 K shown as daylight), and
 * towards green. Unit vectors; they are not at right angles. The mean colour is taken apart into the two, and the part along the
 * first is its warmth: leaves are green, not warm.
 */
const ORANGE = { a: 0.27, b: 0.963 };
const GREEN = { a: -0.76, b: 0.65 };

/** C*ab from which a colour has a name. */
const CLEAR = 15;
/** Hue angles h_ab in degrees; that of red wraps round. Blue skies reach up to 310. */
const GREEN_HUES = { from: 108, to: 175 };
const RED_HUES = { from: 322, to: 42 };

/** The colours of a picture. They tell what there is, not why: a sunset, wood and a wrong white balance are all warm. */
export function coloursOf({ lightness, a, b }: Pick<LabPicture, 'lightness' | 'a' | 'b'>): Colours {
  const count = lightness.length;
  const tones = tonalThirds(lightness);
  const sums = [0, 0, 0].map(() => ({ count: 0, a: 0, b: 0 }));
  let chroma = 0;
  let green = 0;
  let red = 0;
  for (let at = 0; at < count; at++) {
    const x = a[at] as number;
    const y = b[at] as number;
    const third = sums[tones(lightness[at] as number)] as (typeof sums)[number];
    third.count++;
    third.a += x;
    third.b += y;
    const distance = Math.sqrt(x * x + y * y);
    chroma += distance;
    if (distance < CLEAR) continue;
    const hue = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
    if (hue >= GREEN_HUES.from && hue < GREEN_HUES.to) green++;
    else if (hue >= RED_HUES.from || hue < RED_HUES.to) red++;
  }
  const whole = sums.reduce((sum, one) => ({ a: sum.a + one.a, b: sum.b + one.b }), { a: 0, b: 0 });
  const warmths = sums
    .filter((one) => one.count > 0)
    .map((one) => warmthOf(one.a / one.count, one.b / one.count));
  return {
    chroma: chroma / count,
    warmth: warmthOf(whole.a / count, whole.b / count),
    lightWarmth: agreed(warmths),
    greenArea: green / count,
    redArea: red / count,
  };
}

function warmthOf(a: number, b: number): number {
  return (GREEN.b * a - GREEN.a * b) / (ORANGE.a * GREEN.b - GREEN.a * ORANGE.b);
}

/** The least of values of one sign, by size; 0 where signs differ. */
function agreed(values: readonly number[]): number {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low > 0) return low;
  return high < 0 ? high : 0;
}

/** Tells for each L* whether it is among the darkest, the middle or the brightest third of the picture (0, 1, 2). */
function tonalThirds(lightness: Float32Array): (value: number) => number {
  const sorted = lightness.toSorted();
  const first = sorted[Math.floor(sorted.length / 3)] as number;
  const second = sorted[Math.floor((2 * sorted.length) / 3)] as number;
  return (value) => (value < first ? 0 : value < second ? 1 : 2);
}
