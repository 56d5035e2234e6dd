import { either, say } from '../grammar.ts';
import type { EditGrammars } from './types.ts';

export const TECHNICAL_QUALITY_EDITS: EditGrammars<
  'jpeg' | 'defocus' | 'gaussian_blur' | 'motion_blur' | 'noise' | 'pixelation'
> = {
  jpeg: {
    weak: either(
      say`${['JPEG compression', 'Compression']} shows ${['around edges', 'in smooth areas']}.`,
      say`${['Slight', 'Light']} JPEG ${['blocks', 'artefacts']} ${['around edges', 'in smooth areas']}.`,
      say`The file has been compressed a little too much.`,
    ),
    strong: either(
      say`Heavy JPEG compression: ${['square blocks everywhere', 'smeared colours and fringes around edges', 'smooth areas break into steps']}.`,
      say`Ruined by compression: ${['square blocks everywhere', 'fine detail is smeared']}.`,
      say`${['Strong', 'Coarse']} JPEG ${['blocks', 'artefacts']} all over.`,
      say`The file has been compressed far too much.`,
    ),
  },
  defocus: {
    weak: either(
      say`${['Slightly', 'A little']} out of focus${['', ': edges are not quite sharp', ': fine detail is missing']}.`,
      say`The focus is ${['slightly', 'a little']} off.`,
      say`Focus just ${['missed', 'missed, so that fine detail is gone']}.`,
    ),
    strong: either(
      say`${['Badly', 'Completely', 'Far']} out of focus${['', ': no edge is sharp', ': points of light become discs']}.`,
      say`The focus is ${['far off', 'clearly missed']}: ${['nothing is sharp', 'shapes melt into one another']}.`,
    ),
  },
  gaussian_blur: {
    weak: either(
      say`${['A little', 'Slightly', 'Somewhat']} soft ${['all over', 'everywhere']}.`,
      say`It lacks ${['bite', 'crispness']}: ${['fine detail is soft', 'textures are smooth']}.`,
      say`A soft rendering, as from a ${['weak', 'cheap']} lens.`,
    ),
    strong: either(
      say`${['Very', 'Much too']} soft ${['all over', 'everywhere']}.`,
      say`Blurred ${['all over', 'everywhere']}, as if seen through ${['frosted glass', 'a greasy lens']}.`,
      say`All fine detail has been ${['smoothed away', 'blurred away']}.`,
    ),
  },
  motion_blur: {
    weak: either(
      say`${['Slight', 'A little']} camera shake${['', ': edges are doubled', ': detail is drawn out one way']}.`,
      say`Slightly shaken: ${['the camera moved', 'the shutter was a little too slow']}.`,
      say`Slight motion blur${['', ' in one direction']}.`,
      say`${['Slightly', 'A little']} blurred by movement.`,
    ),
    strong: either(
      say`${['Strong', 'Bad']} camera shake: ${['everything is smeared in one direction', 'points have become streaks']}.`,
      say`Badly shaken: ${['the camera moved too far', 'the shutter was much too slow']}.`,
      say`Strong motion blur: ${['everything is streaked', 'shapes are drawn out into streaks']}.`,
      say`Everything is smeared ${['by movement', 'along one direction']}.`,
    ),
  },
  noise: {
    weak: either(
      say`${['Some', 'Visible', 'A little']} noise ${['in smooth areas', 'in the shadows', 'all over']}.`,
      say`${['Slightly', 'A little']} noisy, as at a high ISO.`,
      say`Noise begins to ${['show', 'disturb']}.`,
    ),
    strong: either(
      say`${['Very', 'Extremely']} noisy: ${['coarse grain covers everything', 'fine detail drowns in grain', 'smooth areas are full of specks']}.`,
      say`${['Heavy', 'Severe']} noise ${['all over', 'that hides the detail', 'as at the highest ISO']}.`,
      say`Coloured specks and grain ${['everywhere', 'bury the detail']}.`,
    ),
  },
  pixelation: {
    weak: either(
      say`${['Single pixels', 'Small steps']} show along ${['edges', 'slanting lines']}.`,
      say`The resolution is ${['a little', 'somewhat']} too low.`,
      say`Slightly pixelated${['', ': edges look like steps']}.`,
      say`${['Enlarged', 'Blown up']} a little too far: edges look like steps.`,
    ),
    strong: either(
      say`${['Badly', 'Coarsely']} pixelated: ${['it is made of squares', 'edges are staircases']}.`,
      say`The resolution is far too low: ${['every pixel shows', 'detail has become squares']}.`,
      say`${['Coarse', 'Large']} pixels, ${['like a mosaic', 'and no detail']}.`,
      say`Enlarged far too much: every pixel shows.`,
    ),
  },
};
