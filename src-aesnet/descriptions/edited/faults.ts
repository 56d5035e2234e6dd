import type { EditName } from '../../edits/types.ts';
import type { Photometry } from '../photometry/measure.ts';

/** Below this edges are so soft already that more of it does not show. */
const SHARP_ENOUGH = 1.4;

const sharp = ({ sharpness }: Photometry) => sharpness !== undefined && sharpness >= SHARP_ENOUGH;
const always = () => true;

/**
 * In which pictures an edit is a visible fault. A dark picture made brighter may be the better one, a cold one made warmer
 * neutral, and grey has no colour to lose: what is true of the edit would not be true of the copy.
 */
const IS_FAULT: Readonly<Record<EditName, (picture: Photometry) => boolean>> = {
  darker: ({ lightness }) => lightness >= 15 && lightness <= 65,
  brighter: ({ lightness }) => lightness >= 38 && lightness <= 88,
  flatter: ({ tonalRange }) => tonalRange >= 35 && tonalRange <= 92,
  harsher: ({ tonalRange }) => tonalRange >= 50,
  crushed_shadows: ({ lightness }) => lightness <= 65,
  faded_shadows: ({ tonalRange }) => tonalRange >= 45,
  blown_highlights: ({ lightness, tonalRange }) => lightness >= 38 && tonalRange >= 45,
  dull_highlights: ({ lightness }) => lightness >= 38,
  desaturated: ({ chroma }) => chroma >= 8,
  oversaturated: ({ chroma }) => chroma >= 8,
  warm: ({ warmth }) => warmth >= -3 && warmth <= 15,
  cool: ({ warmth }) => warmth >= -10 && warmth <= 8,
  green: ({ redArea }) => redArea < 0.3,
  magenta: ({ greenArea }) => greenArea < 0.3,
  jpeg: sharp,
  defocus: sharp,
  gaussian_blur: sharp,
  motion_blur: sharp,
  noise: always,
  pixelation: sharp,
  tilt: always,
  off_centre: always,
};

/** Whether this edit would be a visible fault in a picture of these measurements. */
export function isFault(kind: EditName, picture: Photometry): boolean {
  return IS_FAULT[kind](picture);
}
