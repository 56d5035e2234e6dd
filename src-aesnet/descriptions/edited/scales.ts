import { EDIT_KINDS } from '../../edits/kinds.ts';
import type { EditName } from '../../edits/types.ts';
import type { NumericUnit } from '../units.ts';

export interface EditScale {
  readonly unit: NumericUnit;
  /** The amount of a kind on the scale that it shares with its opposite. */
  readonly level: (amount: number) => number;
}

const up = (amount: number) => amount;
const down = (amount: number) => -amount;

/** The scale on which each kind of edit lies; 0 is no edit. Amounts are in the kind's unit (`EDIT_KINDS`). */
export const EDIT_SCALES: Readonly<Record<EditName, EditScale>> = {
  darker: { unit: 'exposure_stops', level: down },
  brighter: { unit: 'exposure_stops', level: up },
  flatter: { unit: 'contrast_stops', level: down },
  harsher: { unit: 'contrast_stops', level: up },
  // Shares of the range of codes by which black, or white, is moved.
  crushed_shadows: { unit: 'black_point', level: down },
  faded_shadows: { unit: 'black_point', level: up },
  blown_highlights: { unit: 'white_point', level: up },
  dull_highlights: { unit: 'white_point', level: down },
  // From the share that is lost to the stops in which too much of it is counted.
  desaturated: { unit: 'saturation_stops', level: (lost) => Math.log2(1 - lost) },
  oversaturated: { unit: 'saturation_stops', level: up },
  warm: { unit: 'temperature_mired', level: up },
  cool: { unit: 'temperature_mired', level: down },
  green: { unit: 'tint_stops', level: up },
  magenta: { unit: 'tint_stops', level: down },
  jpeg: { unit: 'jpeg_halvings', level: up },
  defocus: { unit: 'defocus_radius', level: up },
  gaussian_blur: { unit: 'blur_sigma', level: up },
  motion_blur: { unit: 'motion_length', level: up },
  noise: { unit: 'noise_deviation', level: up },
  pixelation: { unit: 'block_side', level: up },
  tilt: { unit: 'tilt_degrees', level: up },
  off_centre: { unit: 'off_centre_way', level: up },
};

/** What an edit's amount is called in words. */
export const EDIT_STRENGTHS = ['weak', 'strong'] as const;
export type EditStrength = (typeof EDIT_STRENGTHS)[number];

/** Strong from half-way between the most that is weak and the least that is strong. */
export function strengthOf(kind: EditName, amount: number): EditStrength {
  const { weak, strong } = EDIT_KINDS[kind];
  return amount < (weak[1] + strong[0]) / 2 ? 'weak' : 'strong';
}
