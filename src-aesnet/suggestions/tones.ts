/** What a person would do to tones and colours, in the units of raw developers. */
import { kelvinOf, saturate, shiftTemperature, shiftTint } from '../edits/color.ts';
import { mapLevels, tableOf } from '../edits/levels.ts';
import { expose, scaleContrast } from '../edits/light.ts';
import type { Picture } from '../picture.ts';
import type { ToneEdit } from '../../src-shared/suggestion.ts';

/** How far the ends of the sliders move a tone, as a share of the range. */
const SLIDER = 0.25;

const APPLY: Readonly<Record<ToneEdit, (picture: Picture, amount: number) => Picture>> = {
  exposure: expose,
  contrast: (picture, amount) => scaleContrast(picture, 2 ** (amount / 100)),
  // Black, white and the other end stay: the least slope at −100, at black, is 0.
  shadows: (picture, amount) => bend(picture, amount, (value) => 4 * value * (1 - value) ** 3),
  highlights: (picture, amount) => bend(picture, amount, (value) => 4 * (1 - value) * value ** 3),
  temperature: (picture, mired) => shiftTemperature(picture, kelvinOf(mired)),
  tint: (picture, amount) => shiftTint(picture, -amount / 100),
  saturation: (picture, amount) => saturate(picture, 1 + amount / 100),
};

/** A copy of the picture with one edit; 0 changes nothing. */
export function applyTone(picture: Picture, edit: ToneEdit, amount: number): Picture {
  return APPLY[edit](picture, amount);
}

function bend(picture: Picture, amount: number, shape: (value: number) => number): Picture {
  const most = (SLIDER * amount) / 100;
  return mapLevels(
    picture,
    tableOf((code) => code + 255 * most * shape(code / 255)),
  );
}
