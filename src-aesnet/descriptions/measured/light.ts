import { either, say } from '../grammar.ts';
import { band, silent, type Band } from './band.ts';

/**
 * Dark is not too dark: what is measured is told without a judgement, which only an edit of known meaning or a person's word allows.
 */
export const LIGHTNESS: readonly Band[] = [
  band(
    'very dark',
    either(
      say`A ${['very dark', 'low-key']} ${['picture', 'scene']}${['', ', close to black', ' with little in it that is bright']}.`,
      say`${['Nearly everything lies', 'Most of the frame lies']} in ${['deep shadow', 'darkness']}.`,
      say`${['Night-like', 'Black and sombre']}, with hardly a bright tone.`,
      say`Dark as ${['night', 'a cellar']}.`,
    ),
    20,
  ),
  band(
    'dark',
    either(
      say`A ${['dark', 'dim', 'rather dark']} ${['picture', 'scene']}.`,
      say`Dark tones ${['prevail', 'outweigh the bright ones']}.`,
      say`${['Dim', 'Subdued']} light, ${['as at dusk', 'as indoors', 'with heavy shadows']}.`,
    ),
    35,
  ),
  band(
    'medium',
    either(
      say`${['Middle', 'Medium']} tones ${['prevail', 'make up most of the picture']}.`,
      say`Neither dark nor bright ${['on the whole', 'overall']}.`,
      say`${['Medium', 'Average']} brightness${['', ' overall']}.`,
      say`Neither dark tones nor bright ones prevail.`,
    ),
    60,
  ),
  band(
    'bright',
    either(
      say`A ${['bright', 'luminous']} ${['picture', 'scene']}.`,
      say`Bright tones ${['prevail', 'outweigh the dark ones']}.`,
      say`${['Bright', 'Plentiful']} light, ${['as on a clear day', 'with open shadows', 'and few dark tones']}.`,
    ),
    72,
  ),
  band(
    'very bright',
    either(
      say`A very bright ${['picture', 'scene']}${['', ', close to white', ' with hardly any shadow']}.`,
      say`A ${['high-key', 'white and airy']} ${['picture', 'scene']}.`,
      say`${['Nearly everything is', 'Most of the frame is']} ${['white or pale', 'very light']}.`,
    ),
  ),
];

export const TONAL_RANGE: readonly Band[] = [
  band(
    'very low contrast',
    either(
      say`Very ${['low', 'soft']} contrast: ${['as in fog or before a plain background', 'hardly a tone that differs from the others', 'light and dark lie close together']}.`,
      say`${['All tones', 'Nearly all tones']} are much alike.`,
      say`All tones lie ${['close together', 'within a narrow range']}.`,
    ),
    35,
  ),
  band(
    'low contrast',
    either(
      say`${['Low', 'Soft', 'Gentle']} contrast${['', ' between light and dark', ' on the whole']}.`,
      say`Light and dark are not far apart.`,
      say`The tones are ${['close', 'rather close']} to one another.`,
    ),
    52,
  ),
  band(
    'medium contrast',
    either(
      say`${['Medium', 'Normal', 'Average']} contrast${['', ' between light and dark']}.`,
      say`Light and dark are clearly apart${['', ', but not far']}.`,
      say`${['A normal', 'An average']} range of tones.`,
    ),
    80,
  ),
  band(
    'high contrast',
    either(
      say`${['High', 'Strong']} contrast${['', ' of light and dark', ', as between sun and shade']}.`,
      say`Light and dark ${['are far apart', 'stand strongly against each other']}.`,
      say`A wide range of tones, ${['from deep shadow to bright light', 'nearly from black to white']}.`,
    ),
    92,
  ),
  band(
    'very high contrast',
    either(
      say`Very ${['high', 'hard']} contrast: ${['deep black beside pure white', 'the full range from black to white']}.`,
      say`Deep blacks ${['meet', 'stand beside']} brilliant whites.`,
      say`The tones reach all the way from black to white.`,
      say`The ${['strongest', 'hardest']} contrast of dark and bright parts.`,
    ),
  ),
];

/** Between "none" and "some" nothing is said. */
export const WHITE_AREA: readonly Band[] = [
  band(
    'no white',
    either(
      say`No part is ${['pure white', 'clipped to white']}.`,
      say`${['All highlights keep', 'Every highlight keeps']} detail.`,
      say`The highlights are ${['intact', 'held']}${['', ' throughout']}.`,
      say`There is detail in ${['even the brightest parts', 'all of the highlights']}.`,
    ),
    0.001,
  ),
  silent(0.01),
  band(
    'some white',
    either(
      say`A few ${['spots', 'small areas']} are pure white.`,
      say`Small ${['patches', 'areas']} of pure white${['', ', such as lamps, glints or bits of sky']}.`,
      say`The very brightest ${['spots', 'points']} are ${['clipped', 'without detail']}.`,
    ),
    0.06,
  ),
  band(
    'large white areas',
    either(
      say`${['Large', 'Wide']} areas are pure white${['', ', such as a sky or a white background']}.`,
      say`Much of the frame is ${['blank white', 'white without detail']}.`,
      say`A lot of pure white, as ${['in a blank sky', 'on white paper', 'in snow']}.`,
    ),
  ),
];

export const BLACK_AREA: readonly Band[] = [
  band(
    'no black',
    either(
      say`No part is ${['pure black', 'solid black']}.`,
      say`${['All shadows keep', 'Every shadow keeps']} detail.`,
      say`The shadows are ${['open', 'intact']}${['', ' throughout']}.`,
      say`There is detail in ${['even the darkest parts', 'all of the shadows']}.`,
    ),
    0.001,
  ),
  silent(0.01),
  band(
    'some black',
    either(
      say`A few ${['spots', 'small areas']} are solid black.`,
      say`Small ${['patches', 'areas']} of solid black${['', ' in the deepest shadows']}.`,
      say`The very darkest ${['spots', 'corners']} ${['show no detail', 'are black']}.`,
    ),
    0.08,
  ),
  band(
    'large black areas',
    either(
      say`${['Large', 'Wide']} areas are solid black${['', ', such as a night sky or a silhouette']}.`,
      say`Much of the frame is ${['black and empty', 'black without detail']}.`,
      say`A lot of pure black, as ${['in a night sky', 'behind a lit subject', 'in a silhouette']}.`,
    ),
  ),
];

/** What a person who looks for light of a colour would say; the colours themselves are told under `color`. */
export const LIGHT_WARMTH: readonly Band[] = [
  band(
    'cold light',
    either(
      say`Cold${['', ' blue', ', wintry', ' and bluish']} light.`,
      say`Blue light, as ${['before sunrise or after sunset', 'in the blue hour', 'on snow']}.`,
      say`The light is cold and blue.`,
    ),
    -5,
  ),
  band(
    'cool light',
    either(
      say`Cool light${['', ', as in the shade or on a grey morning', ', as under an overcast sky or indoors by a window']}.`,
      say`The light ${['is on the cool side', 'leans to blue']}.`,
      say`${['Cool', 'Slightly blue']} light without warmth.`,
      say`Light with a touch of ${['blue', 'coolness']}.`,
    ),
    -1.5,
  ),
  silent(5),
  band(
    'warm light',
    either(
      say`Warm light${['', ', as late in the day or by lamplight', ', as of lamps or a low sun']}.`,
      say`The light ${['is on the warm side', 'leans to gold']}.`,
      say`Warm, ${['friendly', 'mellow', 'golden']} light.`,
    ),
    16,
  ),
  band(
    'very warm light',
    either(
      say`Very warm light${['', ', as at sunset or by candlelight']}.`,
      say`Warm evening light.`,
      say`${['Golden', 'Orange']} light, as ${['at sunset or by a fire', 'in the golden hour or by lamplight']}.`,
      say`The light glows ${['golden', 'orange']}.`,
    ),
  ),
];
