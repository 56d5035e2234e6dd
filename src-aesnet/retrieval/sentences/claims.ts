/**
 * What a sentence claims that has been measured, whatever it was written for: no sentence is shown that a measurement contradicts.
 * The photometry is of the picture as the model sees it, the measurements are of its full resolution.
 */
import type { Measurements } from '../../../src-shared/photo.ts';
import { COLOURLESS } from '../../descriptions/measured/color.ts';
import type { Photometry } from '../../descriptions/index.ts';

export interface Measured {
  readonly photometry?: Photometry | undefined;
  readonly measurements?: Measurements | undefined;
}

interface Claim {
  /** Words by which a sentence makes it. */
  readonly words: RegExp;
  /** Whether what was measured says the opposite; where nothing was measured it does not. */
  contradicted(measured: Measured): boolean;
}

/** Directions and motions are believed from this confidence on. */
const SURE = 0.8;
/** Blur radii are compared at this long side, pixels. */
const LONG = 6000;
/** From here on a picture is blurred for everyone to see, and up to here it is sharp; Gaussian σ at that size. */
const BLURRED = 4;
const SHARP = 1.6;
/** Noise that shows, 8-bit SD, and a share of the frame. */
const NOISY = 6;
const MUCH_CLIPPED = 0.05;
/** Motion that shows, pixels at that size. */
const MOVED = 12;

/** Blur of the sharpest region, px at `LONG`; undefined where it was not measured. */
function blurOf({ measurements }: Measured): number | undefined {
  if (measurements?.focus === undefined) return undefined;
  const { width, height } = measurements.measuredAt;
  return (measurements.focus * LONG) / Math.max(width, height);
}

function isBlurred(measured: Measured): boolean {
  const { motion, measuredAt } = measured.measurements ?? {};
  const blur = blurOf(measured);
  const moved =
    motion !== undefined &&
    measuredAt !== undefined &&
    motion.confidence >= SURE &&
    (motion.length * LONG) / Math.max(measuredAt.width, measuredAt.height) >= MOVED;
  return moved || (blur !== undefined && blur >= BLURRED);
}

/** Noise that everyone sees, or so much of the frame without detail that nobody would call it well exposed. */
function isFaulty({ measurements }: Measured): boolean {
  if (measurements === undefined) return false;
  const { noise = 0, clippedHighlights, clippedShadows } = measurements;
  return noise >= NOISY || clippedHighlights >= MUCH_CLIPPED || clippedShadows >= MUCH_CLIPPED;
}

const CLAIMS: readonly Claim[] = [
  {
    words: /\b(?:sharp|crisp|razor-sharp|crispness)\b(?! and soft)/iu,
    contradicted: isBlurred,
  },
  {
    words: /\b(?:out of focus|blurred|blur,|soft throughout|no edge is crisp|not a crisp)/iu,
    contradicted: (measured) => !isBlurred(measured) && (blurOf(measured) ?? BLURRED) <= SHARP,
  },
  {
    words: /\b(?:no noise|free of noise|noise-free|without grain|clean)\b/iu,
    contradicted: ({ measurements }) => (measurements?.noise ?? 0) >= NOISY,
  },
  {
    words: /\b(?:noisy|grainy|coarse grain|strong grain|rough grain|no area is smooth)\b/iu,
    contradicted: ({ measurements }) => (measurements?.noise ?? Infinity) < 2,
  },
  {
    words:
      /\b(?:every highlight|all highlights|highlights are (?:intact|held)|in all of the highlights|even the brightest parts|clipped to white)\b|\bno part is pure white\b/iu,
    contradicted: ({ measurements }) => (measurements?.clippedHighlights ?? 0) >= 0.002,
  },
  {
    words:
      /\b(?:every shadow|all shadows|shadows are (?:open|intact)|in all of the shadows|even the darkest parts)\b|\bno part is (?:pure|solid) black\b/iu,
    contradicted: ({ measurements }) => (measurements?.clippedShadows ?? 0) >= 0.002,
  },
  {
    words: /\b(?:level line|level edge|level horizon|straight horizon)\b/iu,
    contradicted: ({ measurements }) =>
      measurements !== undefined &&
      measurements.horizon.confidence >= SURE &&
      Math.abs(measurements.horizon.degrees) >= 1,
  },
  {
    words: /\b(?:tilted|leans|crooked|slanting|sloping|at a slant|uphill)\b/iu,
    contradicted: ({ measurements }) =>
      measurements !== undefined &&
      measurements.horizon.confidence >= SURE &&
      Math.abs(measurements.horizon.degrees) < 0.5,
  },
  {
    words:
      /\b(?:not a fault|no fault|flawless|impeccable|perfect exposure|nothing (?:to repair|left to improve)|exposure (?:is|are) (?:right|exact)|well exposed|correctly exposed)\b/iu,
    contradicted: (measured) => isBlurred(measured) || isFaulty(measured),
  },
  {
    words: /\b(?:too dark|underexposed)\b/iu,
    contradicted: ({ photometry }) => (photometry?.lightness ?? 0) >= 60,
  },
  {
    words: /\b(?:too bright|overexposed|burnt out|washed out)\b/iu,
    contradicted: ({ photometry }) => (photometry?.lightness ?? 100) < 35,
  },
  {
    // People rate the tones of black and white as its colour; words about colours would be untrue.
    words: /\b(?:colou?rs?|palette|colourful|saturation)\b/iu,
    contradicted: ({ photometry }) => photometry !== undefined && photometry.chroma < COLOURLESS,
  },
  {
    words: /\b(?:garish|loud|saturated)\b/iu,
    contradicted: ({ photometry }) => (photometry?.chroma ?? Infinity) < 15,
  },
  {
    words: /\b(?:drab|dull colour|muted|lifeless colour|pale)\b/iu,
    contradicted: ({ photometry }) => (photometry?.chroma ?? 0) >= 35,
  },
];

/** Words that take back what is claimed: “no colour”, “neither sharp nor clean”. */
const NEGATED = /\b(?:no|not|without|neither|nor|hardly any|next to no|hardly)\b/iu;
/** Of faults that a sentence names as possible, such as “focus, noise or exposure”, it claims none. */
const OPEN = /\b(?:noise|noisy|sharpness) or\b/iu;

/** Whether what was measured says the opposite of what this sentence claims. */
export function isContradicted(text: string, measured: Measured): boolean {
  return CLAIMS.some(({ words, contradicted }) => {
    const found = words.exec(text);
    if (found === null) return false;
    const before = text.slice(0, found.index);
    // Claims that begin with a “no” of their own are about what is not there.
    const takenBack = NEGATED.test(before) && !NEGATED.test(found[0]);
    return !takenBack && !OPEN.test(text) && contradicted(measured);
  });
}
