import { RATED_ATTRIBUTES, type RatedAttribute } from '../../src-shared/attribute.ts';

/** The seven spaces that sentences belong to: the rated attributes, and emotion. The overall score has no sentences. */
export const SPACES = [...RATED_ATTRIBUTES, 'emotion'] as const;
export type Space = (typeof SPACES)[number];

/**
 * Where a sentence comes from: people's ratings or comments, what was measured on the picture, the known edit of an
 * edited copy, or the word of the person whose picture it is.
 */
export const SOURCES = ['human', 'measured', 'edited', 'person'] as const;
export type Source = (typeof SOURCES)[number];

interface Unit {
  readonly sources: readonly Source[];
  readonly spaces: readonly RatedAttribute[];
}

const rated = (...sources: Source[]): Unit => ({ sources, spaces: RATED_ATTRIBUTES });
const measured = (...spaces: RatedAttribute[]): Unit => ({ sources: ['measured'], spaces });
const edited = (space: RatedAttribute): Unit => ({ sources: ['edited'], spaces: [space] });

/**
 * What a level counts. Levels are compared within one source and one unit only, so each unit is one scale: an edit and its
 * opposite share theirs, with a sign.
 */
const UNITS = {
  /** Mean rating in points, 1–5. */
  rating: rated('human', 'person'),
  /** Points by which it departs from what the overall rating predicts (METHOD.md section 1). */
  residual: rated('human'),

  /** See `Photometry`. */
  lightness: measured('light'),
  tonal_range: measured('light'),
  white_area: measured('light'),
  black_area: measured('light'),
  light_warmth: measured('light'),
  chroma: measured('color'),
  warmth: measured('color'),
  green_area: measured('color'),
  red_area: measured('color'),
  sharpness: measured('technical_quality'),
  noise: measured('technical_quality'),
  line_slope: measured('composition'),

  /** See `EDIT_SCALES`. */
  exposure_stops: edited('light'),
  contrast_stops: edited('light'),
  black_point: edited('light'),
  white_point: edited('light'),
  saturation_stops: edited('color'),
  temperature_mired: edited('color'),
  tint_stops: edited('color'),
  jpeg_halvings: edited('technical_quality'),
  defocus_radius: edited('technical_quality'),
  blur_sigma: edited('technical_quality'),
  motion_length: edited('technical_quality'),
  noise_deviation: edited('technical_quality'),
  block_side: edited('technical_quality'),
  tilt_degrees: edited('composition'),
  off_centre_way: edited('composition'),
} as const satisfies Readonly<Record<string, Unit>>;

/** A unit whose level is one number. */
export type NumericUnit = keyof typeof UNITS;
export const NUMERIC_UNITS = Object.keys(UNITS) as NumericUnit[];

/** Whether a sentence of this space and source can have a level in this unit. */
export function fits(unit: NumericUnit, source: Source, space: Space): boolean {
  const { sources, spaces }: Unit = UNITS[unit];
  return sources.includes(source) && spaces.some((one) => one === space);
}
