import { either, say } from '../grammar.ts';
import type { EditGrammars } from './types.ts';

const SLIGHTLY = ['A little', 'Somewhat', 'Slightly'];

export const LIGHT_EDITS: EditGrammars<
  | 'darker'
  | 'brighter'
  | 'flatter'
  | 'harsher'
  | 'crushed_shadows'
  | 'faded_shadows'
  | 'blown_highlights'
  | 'dull_highlights'
> = {
  darker: {
    weak: either(
      say`${SLIGHTLY} too dark.`,
      say`${SLIGHTLY} underexposed: ${['the shadows are heavy', 'the subject needs more light', 'about a stop is missing']}.`,
      say`The exposure is ${['a little', 'about a stop']} too low.`,
      say`It needs ${['brightening', 'more exposure']}: ${['the shadows close up', 'what should be white is grey']}.`,
    ),
    strong: either(
      say`${['Far', 'Much']} too dark: ${['the shadows are gone', 'only the brightest parts can be made out', 'detail has sunk into black']}.`,
      say`${['Badly', 'Heavily']} underexposed: ${['the shadows are gone', 'the subject is lost in darkness', 'two stops or more are missing']}.`,
      say`${['Far too dark', 'Badly underexposed']}.`,
      say`The exposure is ${['far too low', 'two stops or more too low']}.`,
    ),
  },
  brighter: {
    weak: either(
      say`${SLIGHTLY} too bright.`,
      say`${SLIGHTLY} overexposed: ${['the highlights wash out', 'pale tones lose detail', 'about a stop too much']}.`,
      say`The exposure is ${['a little', 'about a stop']} too high.`,
      say`It needs ${['darkening', 'less exposure']}: ${['the bright tones run together', 'the colours look pale']}.`,
    ),
    strong: either(
      say`${['Far', 'Much']} too bright: ${['the highlights are gone', 'large parts have burnt out', 'detail has vanished into white']}.`,
      say`${['Badly', 'Heavily']} overexposed: ${['the highlights are gone', 'the subject is washed out', 'two stops too much or more']}.`,
      say`${['Far too bright', 'Badly overexposed']}.`,
      say`The exposure is ${['far too high', 'two stops or more too high']}.`,
    ),
  },
  flatter: {
    weak: either(
      say`${SLIGHTLY} flat: ${['the contrast is low', 'tones lie too close together', 'it lacks punch']}.`,
      say`The contrast is a little too low.`,
      say`It could do with ${['more', 'a little more']} contrast.`,
      say`Tones are ${['rather grey', 'rather close together']}, with no deep shadow and no bright light.`,
    ),
    strong: either(
      say`${['Far', 'Much']} too flat: ${['everything is nearly one grey', 'light and shadow can hardly be told apart']}.`,
      say`The contrast is ${['almost gone', 'far too low']}: ${['everything is nearly one grey', 'the scene looks as if in fog']}.`,
      say`Hardly any contrast is left.`,
      say`Grey and flat, ${['as if seen through fog', 'without any light or shadow']}.`,
    ),
  },
  harsher: {
    weak: either(
      say`${SLIGHTLY} too contrasty: ${['the shadows are heavy', 'transitions are hard']}.`,
      say`The contrast is ${['a little too high', 'a little too hard']}.`,
      say`Light and shadow are ${['a little too hard', 'pushed a little too far apart']}.`,
    ),
    strong: either(
      say`${['Far', 'Much']} too contrasty: ${['shadows turn black and highlights white', 'the tones between are gone']}.`,
      say`${['Harsh', 'Brutal']} contrast: ${['shadows turn black and highlights white', 'hardly a middle tone is left']}.`,
      say`The contrast is ${['far too high', 'far too hard']}.`,
      say`Nothing but glaring light and black shadow.`,
    ),
  },
  crushed_shadows: {
    weak: either(
      say`The shadows are ${['a little crushed', 'slightly blocked up']}: ${['dark parts lose detail', 'dark tones turn black']}.`,
      say`${['Blocked', 'Crushed']} shadows in ${['the darkest parts', 'places']}.`,
      say`The black point is a little too high.`,
      say`The dark tones ${['close up', 'fall to black too soon']}.`,
    ),
    strong: either(
      say`The shadows are ${['crushed to black', 'completely blocked up']}: ${['large parts hold no detail', 'dark shapes have become holes']}.`,
      say`${['Badly crushed', 'Badly blocked']} shadows, ${['black and empty', 'without any detail']}.`,
      say`The black point is far too high.`,
      say`All that was dark is solid black.`,
    ),
  },
  faded_shadows: {
    weak: either(
      say`The blacks are ${['grey', 'a little faded']}, as if ${['behind a thin veil', 'there were a little haze']}.`,
      say`${SLIGHTLY} hazy: ${['the shadows are not dark enough', 'true black is missing']}.`,
      say`The shadows are ${['a little', 'somewhat']} too light.`,
    ),
    strong: either(
      say`The blacks are ${['washed out', 'pale grey']}, as if ${['behind a thick veil', 'in dense haze']}.`,
      say`${['Very hazy', 'Badly faded']}: ${['the shadows are nearly as light as the rest', 'nothing is dark any more']}.`,
      say`There is no black at all, only ${['grey', 'haze']}.`,
      say`${['Veiling glare', 'A thick veil']} lies over the shadows.`,
    ),
  },
  blown_highlights: {
    weak: either(
      say`The highlights are ${['slightly blown', 'clipped in places']}: ${['the brightest parts lose detail', 'pale tones turn white']}.`,
      say`${['Blown', 'Clipped']} highlights in ${['the brightest parts', 'places']}.`,
      say`The brightest tones ${['burn out', 'turn white too soon']}.`,
      say`Some highlights are beyond rescue.`,
    ),
    strong: either(
      say`The highlights are ${['badly blown', 'blown over large areas']}: ${['bright parts are blank white', 'no detail is left in them']}.`,
      say`${['Badly blown', 'Badly clipped']} highlights, ${['blank and white', 'without any detail']}.`,
      say`All that was bright is blank white.`,
      say`Highlights ${['glare', 'burn']} white across the picture.`,
    ),
  },
  dull_highlights: {
    weak: either(
      say`The highlights are ${['a little dull', 'a little grey']}: ${['true white is missing', 'the bright parts lack sparkle']}.`,
      say`The whites are ${['slightly grey', 'not quite white']}.`,
      say`Bright parts ${['lack sparkle', 'look a little dingy']}.`,
      say`The white point is a little too low.`,
    ),
    strong: either(
      say`The highlights are ${['dead', 'grey all over']}: ${['there is no white anywhere', 'bright parts do not shine']}.`,
      say`The whites have turned ${['grey', 'dark grey']}.`,
      say`Nothing shines: ${['what should be white is dull grey', 'the bright parts are muddy']}.`,
      say`The white point is far too low.`,
      say`Bright parts look ${['dirty', 'muddy']}.`,
    ),
  },
};
