import { either, say } from '../grammar.ts';
import { band, silent, type Band } from './band.ts';

/** Mean C*ab below which a picture is black and white to the eye: words about its colours would be untrue. */
export const COLOURLESS = 2.5;

export const CHROMA: readonly Band[] = [
  band(
    'no colour',
    either(
      say`${['Black and white', 'Monochrome']}${['', ', without colour']}.`,
      say`${['Hardly any', 'Next to no', 'No']} colour${['', ', only shades of grey']}.`,
      say`A ${['black-and-white', 'monochrome', 'grey']} ${['picture', 'photo']}.`,
    ),
    COLOURLESS,
  ),
  band(
    'muted colours',
    either(
      say`${['Muted', 'Subdued', 'Quiet', 'Soft']} colours${['', ', closer to grey than to bright', ' and greys']}.`,
      say`${['Pale', 'Restrained']} colours, ${['as on a dull day', 'close to grey']}.`,
      say`A ${['muted', 'subdued']} palette.`,
    ),
    8,
  ),
  band(
    'moderate colours',
    either(
      say`${['Moderate', 'Natural']} colours${['', ', neither pale nor vivid']}.`,
      say`Colours of ${['medium', 'moderate']} strength.`,
      say`${['Medium', 'Moderate']} saturation${['', ', as the eye would see it']}.`,
      say`Clear colours that ${['do not shout', 'are not loud']}.`,
    ),
    22,
  ),
  band(
    'vivid colours',
    either(
      say`${['Vivid', 'Rich', 'Bright', 'Strong']} colours${['', ' across the picture', ', well away from grey']}.`,
      say`A ${['colourful', 'richly coloured']} ${['picture', 'scene']}.`,
      say`${['High', 'Strong']} saturation.`,
    ),
    35,
  ),
  band(
    'very vivid colours',
    either(
      say`Very ${['vivid', 'strong', 'intense']} colours${['', ' across the picture', ' with hardly any grey']}.`,
      say`${['Blazing', 'Intense', 'Saturated']} colour nearly everywhere.`,
      say`Full of ${['intense', 'saturated']} colour.`,
    ),
  ),
];

export const COLOR_WARMTH: readonly Band[] = [
  band(
    'cold colours',
    either(
      say`${['Cold', 'Icy']} colours${['', ': blue nearly everywhere', ' with blue above all']}.`,
      say`Blue ${['prevails', 'dominates', 'sets the tone']}.`,
      say`${['A blue', 'A cold']} palette${['', ', as of sky, water or snow']}.`,
    ),
    -8,
  ),
  band(
    'cool colours',
    either(
      say`${['Cool', 'Coolish']} colours${['', ', a little to the blue side']}.`,
      say`The colours ${['lean to blue', 'are on the cool side']}.`,
      say`A ${['cool', 'bluish']} palette.`,
      say`More ${['blue', 'cool tones']} than orange.`,
    ),
    -2,
  ),
  band(
    'neither warm nor cool',
    either(
      say`The colours are ${['neutral', 'balanced']} between warm and cool.`,
      say`Neither warm nor cool ${['on the whole', 'in colour']}.`,
      say`A ${['neutral', 'balanced']} palette${['', ', neither warm nor cool']}.`,
      say`Warm and cool tones ${['are in balance', 'cancel out']}.`,
    ),
    8,
  ),
  band(
    'warm colours',
    either(
      say`Warm colours${['', ', a little to the orange side', ': browns, yellows or reds']}.`,
      say`The colours ${['lean to orange', 'are on the warm side']}.`,
      say`A ${['warm', 'warm and earthy']} palette.`,
      say`More ${['orange', 'warm tones']} than blue.`,
    ),
    20,
  ),
  band(
    'very warm colours',
    either(
      say`Very warm colours${['', ': orange, gold or red nearly everywhere', ', as of fire or autumn leaves']}.`,
      say`${['Orange and gold', 'Oranges, yellows or reds']} ${['prevail', 'set the tone', 'dominate']}.`,
      say`A ${['golden', 'glowing']} palette.`,
    ),
  ),
];

export const GREEN_AREA: readonly Band[] = [
  silent(0.25),
  band(
    'much green',
    either(
      say`Much green${['', ', as of leaves or grass', ' in it']}.`,
      say`${['A large part', 'Much of the frame']} is green.`,
      say`Green takes up ${['a large part', 'much']} of the frame.`,
      say`A lot of ${['green', 'greenery or something as green']}.`,
    ),
    0.6,
  ),
  band(
    'green nearly everywhere',
    either(
      say`Green ${['prevails', 'dominates', 'sets the tone']}${['', ', as in a meadow or a forest']}.`,
      say`Green nearly everywhere.`,
      say`A ${['green', 'leafy']} palette.`,
    ),
  ),
];

export const RED_AREA: readonly Band[] = [
  silent(0.2),
  band(
    'much red',
    either(
      say`Much ${['red or pink', 'red, pink or purple']}${['', ' in it']}.`,
      say`${['A large part', 'Much of the frame']} is ${['red or pink', 'red, pink or purple']}.`,
      say`Reds or pinks take up ${['a large part', 'much']} of the frame.`,
    ),
    0.5,
  ),
  band(
    'red nearly everywhere',
    either(
      say`${['Reds or pinks', 'Reds, pinks or purples']} ${['prevail', 'dominate', 'set the tone']}.`,
      say`Red, pink or purple nearly everywhere.`,
      say`A ${['red or pink', 'reddish']} palette.`,
    ),
  ),
];
