/** Ways in which tones and colours are changed: an edit and its sign. */
import { TONE_EDITS, type ToneEdit } from '../../src-shared/suggestion.ts';
import type { EditName } from '../edits/index.ts';

export type Direction = `${ToneEdit}${'+' | '-'}`;

/** In the order of a calibration's targets. */
export const DIRECTIONS: readonly Direction[] = TONE_EDITS.flatMap((edit) => [
  `${edit}+` as const,
  `${edit}-` as const,
]);

export function directionOf(edit: ToneEdit, amount: number): Direction {
  return `${edit}${amount > 0 ? '+' : '-'}`;
}

/** What undoes an edit with a known meaning. Those that are not named cannot be undone by an edit of tone or colour. */
export const INVERSES: Readonly<Partial<Record<EditName, Direction>>> = {
  darker: 'exposure+',
  brighter: 'exposure-',
  flatter: 'contrast+',
  harsher: 'contrast-',
  crushed_shadows: 'shadows+',
  faded_shadows: 'shadows-',
  blown_highlights: 'highlights-',
  dull_highlights: 'highlights+',
  desaturated: 'saturation+',
  oversaturated: 'saturation-',
  warm: 'temperature-',
  cool: 'temperature+',
  green: 'tint+',
  magenta: 'tint-',
};
