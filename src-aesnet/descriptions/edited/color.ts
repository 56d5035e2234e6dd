import { either, say } from '../grammar.ts';
import type { EditGrammars } from './types.ts';

/**
 * A cast is a fault and is called one: "cast", "white balance", and what should be white but is not. Warm light or green leaves, which
 * nobody calls a fault, are what measured colours are about.
 */
export const COLOR_EDITS: EditGrammars<
  'desaturated' | 'oversaturated' | 'warm' | 'cool' | 'green' | 'magenta'
> = {
  desaturated: {
    weak: either(
      say`The colours are ${['a little', 'somewhat', 'slightly']} ${['faded', 'washed out']}.`,
      say`The saturation is ${['a little', 'somewhat']} too low.`,
      say`It lacks some colour: ${['everything looks a little pale', 'the tones have faded']}.`,
    ),
    strong: either(
      say`The colours are ${['almost gone', 'drained', 'badly washed out']}.`,
      say`The saturation is far too low: ${['only a trace of colour is left', 'the scene looks nearly grey']}.`,
      say`Drained of colour, ${['pale and lifeless', 'nearly grey']}.`,
      say`Only a ${['trace', 'shadow']} of its colour is left.`,
    ),
  },
  oversaturated: {
    weak: either(
      say`The colours are ${['a little', 'somewhat', 'slightly']} too strong.`,
      say`The saturation is ${['a little', 'somewhat']} too high.`,
      say`${['Slightly', 'Somewhat']} oversaturated: ${['the colours look pushed', 'bright tones begin to glow']}.`,
    ),
    strong: either(
      say`The colours are ${['garish', 'far too strong', 'glaring']}: ${['they glow unnaturally', 'fine shades run together']}.`,
      say`The saturation is far too high.`,
      say`${['Badly', 'Heavily']} oversaturated: ${['nothing looks natural', 'the colours shout']}.`,
      say`${['Garish', 'Shrill']} colours that ${['hurt the eye', 'no camera ever saw']}.`,
    ),
  },
  warm: {
    weak: either(
      say`A slight ${['warm', 'orange', 'yellow']} cast.`,
      say`The white balance is a little too warm: ${['whites look yellowish', 'greys lean to orange']}.`,
      say`A ${['yellowish', 'slightly orange']} cast lies over ${['the whites', 'everything']}.`,
      say`What should be white is ${['yellowish', 'cream']}.`,
    ),
    strong: either(
      say`A ${['strong', 'heavy']} ${['warm', 'orange']} cast.`,
      say`The white balance is far too warm: ${['what should be white is orange', 'even greys have turned orange']}.`,
      say`A heavy orange cast drowns the other colours.`,
      say`What should be white is ${['orange', 'deep yellow']}, ${['as under a light bulb', 'and blue is hardly left']}.`,
    ),
  },
  cool: {
    weak: either(
      say`A slight ${['cold', 'cool', 'blue']} cast.`,
      say`The white balance is a little too cool: ${['whites look bluish', 'greys lean to blue']}.`,
      say`A ${['bluish', 'slightly blue']} cast lies over ${['the whites', 'everything']}.`,
      say`What should be white is ${['bluish', 'pale blue']}.`,
    ),
    strong: either(
      say`A ${['strong', 'heavy']} ${['cold', 'blue']} cast.`,
      say`The white balance is far too ${['cold', 'blue']}: ${['what should be white is blue', 'even greys have turned blue']}.`,
      say`A heavy blue cast drowns the other colours.`,
      say`What should be white is clearly blue, ${['as if the camera had been set to lamplight', 'and warm tones are hardly left']}.`,
    ),
  },
  green: {
    weak: either(
      say`A slight ${['green', 'greenish']} cast, ${['as under office lights', 'and the whites show it']}.`,
      say`The white balance leans a little to green: ${['whites look greenish', 'greys are not neutral']}.`,
      say`What should be white is ${['greenish', 'pale green']}.`,
      say`A slight green cast lies over ${['the whites', 'everything']}.`,
    ),
    strong: either(
      say`A ${['strong', 'heavy']} green cast.`,
      say`The white balance is far off to green: ${['what should be white is green', 'even greys have turned green']}.`,
      say`A ${['sickly', 'heavy']} green cast ${['drowns the other colours', 'makes every white look wrong']}.`,
      say`What should be white is clearly green.`,
    ),
  },
  magenta: {
    weak: either(
      say`A slight ${['pink', 'magenta', 'pinkish']} cast.`,
      say`The white balance leans a little to magenta: ${['whites look pinkish', 'greys are not neutral']}.`,
      say`What should be white is ${['pinkish', 'pale pink']}.`,
      say`A slight magenta cast lies over ${['the whites', 'everything']}.`,
    ),
    strong: either(
      say`A ${['strong', 'heavy']} ${['magenta', 'pink']} cast.`,
      say`The white balance is far off to magenta: ${['what should be white is pink', 'even greys have turned pink']}.`,
      say`A heavy ${['magenta', 'pink']} cast drowns the other colours.`,
      say`What should be white is clearly ${['pink', 'purple']}.`,
    ),
  },
};
