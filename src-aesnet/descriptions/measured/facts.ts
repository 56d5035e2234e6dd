import type { RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Photometry } from '../photometry/measure.ts';
import type { NumericUnit } from '../units.ts';
import type { Band } from './band.ts';
import { CHROMA, COLOR_WARMTH, GREEN_AREA, RED_AREA } from './color.ts';
import { LINE_SLOPE } from './composition.ts';
import { BLACK_AREA, LIGHT_WARMTH, LIGHTNESS, TONAL_RANGE, WHITE_AREA } from './light.ts';
import { NOISE, SHARPNESS } from './technical-quality.ts';

/** Something that is measured, what it tells of, and its words. */
export interface Fact {
  readonly attribute: RatedAttribute;
  readonly unit: NumericUnit;
  /** Its level in a picture; absent where it could not be measured. */
  readonly level: (picture: Photometry) => number | undefined;
  readonly bands: readonly Band[];
}

/**
 * All that is told of a picture's measurements. Bands end where PARA's training pictures have their extremes: a twentieth to a
 * tenth at either end, and where the eye says so. The bands of clipping and noise are from what damaged copies measure.
 */
export const FACTS: readonly Fact[] = [
  fact('light', 'lightness', ({ lightness }) => lightness, LIGHTNESS),
  fact('light', 'tonal_range', ({ tonalRange }) => tonalRange, TONAL_RANGE),
  fact('light', 'white_area', ({ whiteArea }) => whiteArea, WHITE_AREA),
  fact('light', 'black_area', ({ blackArea }) => blackArea, BLACK_AREA),
  fact('light', 'light_warmth', ({ lightWarmth }) => lightWarmth, LIGHT_WARMTH),
  fact('color', 'chroma', ({ chroma }) => chroma, CHROMA),
  fact('color', 'warmth', ({ warmth }) => warmth, COLOR_WARMTH),
  fact('color', 'green_area', ({ greenArea }) => greenArea, GREEN_AREA),
  fact('color', 'red_area', ({ redArea }) => redArea, RED_AREA),
  fact('technical_quality', 'sharpness', ({ sharpness }) => sharpness, SHARPNESS),
  fact('technical_quality', 'noise', ({ noise }) => noise, NOISE),
  fact('composition', 'line_slope', ({ lineSlope }) => lineSlope, LINE_SLOPE),
];

function fact(
  attribute: RatedAttribute,
  unit: NumericUnit,
  level: Fact['level'],
  bands: readonly Band[],
): Fact {
  return { attribute, unit, level, bands };
}
