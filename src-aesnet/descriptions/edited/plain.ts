import type { EditName } from '../../edits/types.ts';
import { either, say, type Grammar } from '../grammar.ts';

/**
 * What people call a fault when they look for it, without its degree: true of a little and of much. Without these “too dark” would mean
 * a little too dark, being nearest to it in words, and pictures that are far too dark would not be found by it.
 */
export const PLAIN_EDITS: Readonly<Record<EditName, Grammar>> = {
  darker: either(
    say`Too dark.`,
    say`${['Underexposed', 'Under-exposed']}.`,
    say`The exposure is ${['too low', 'too short']}.`,
    say`${['Not enough', 'Too little']} ${['light', 'exposure']}.`,
  ),
  brighter: either(
    say`Too bright.`,
    say`${['Overexposed', 'Over-exposed']}.`,
    say`The exposure is ${['too high', 'too long']}.`,
    say`Too much ${['light', 'exposure', 'brightness']}.`,
  ),
  flatter: either(
    say`${['Flat', 'Too flat']}.`,
    say`${['It lacks', 'Lacking in', 'Too little']} contrast.`,
    say`Flat ${['light', 'and dull', 'tones']}.`,
    say`The contrast is too low.`,
  ),
  harsher: either(
    say`${['Harsh', 'Too harsh', 'Too hard']}.`,
    say`${['Harsh', 'Hard']} ${['contrast', 'light']}.`,
    say`Too ${['contrasty', 'much contrast']}.`,
    say`The contrast is too high.`,
  ),
  crushed_shadows: either(
    say`${['Crushed', 'Blocked', 'Black']} shadows.`,
    say`The shadows are ${['crushed', 'too dark', 'blocked up']}.`,
    say`${['No', 'Lost']} detail in the shadows.`,
  ),
  faded_shadows: either(
    say`${['Hazy', 'Veiled']}.`,
    say`${['Faded', 'Grey', 'Washed-out']} blacks.`,
    say`The shadows are ${['faded', 'too light']}.`,
    say`${['A lack of black', 'No true black']}.`,
  ),
  blown_highlights: either(
    say`${['Blown', 'Clipped', 'Burnt-out']} highlights.`,
    say`The highlights are ${['blown', 'clipped', 'burnt out']}.`,
    say`${['No', 'Lost']} detail in the highlights.`,
  ),
  dull_highlights: either(
    say`${['Dull', 'Grey', 'Dingy']} ${['highlights', 'whites']}.`,
    say`The highlights are too dark.`,
    say`${['A lack of white', 'No true white']}.`,
  ),
  desaturated: either(
    say`${['Washed-out', 'Faded', 'Pale']} colours.`,
    say`The colours are ${['washed out', 'faded', 'too weak', 'too pale']}.`,
    say`${['Too little', 'It lacks']} ${['colour', 'saturation']}.`,
    say`Undersaturated.`,
  ),
  oversaturated: either(
    say`${['Garish', 'Gaudy', 'Glaring']} ${['colours', 'colour']}.`,
    say`The colours are too ${['strong', 'loud', 'vivid']}.`,
    say`Too much ${['colour', 'saturation']}.`,
    say`Oversaturated.`,
  ),
  warm: either(
    say`${['A warm', 'An orange', 'A yellow']} cast.`,
    say`${['Orange', 'Yellow', 'Warm']} colour cast.`,
    say`The white balance is too ${['warm', 'yellow', 'orange']}.`,
    say`${['Yellow', 'Orange']} whites.`,
  ),
  cool: either(
    say`${['A cold', 'A blue', 'A cool']} cast.`,
    say`${['Blue', 'Cold', 'Cool']} colour cast.`,
    say`The white balance is too ${['cold', 'cool', 'blue']}.`,
    say`${['Blue', 'Bluish']} whites.`,
  ),
  green: either(
    say`A ${['green', 'greenish']} cast.`,
    say`${['Green', 'Greenish']} colour cast.`,
    say`The white balance is ${['too green', 'off to green']}.`,
    say`${['Green', 'Greenish']} whites.`,
  ),
  magenta: either(
    say`A ${['pink', 'magenta']} cast.`,
    say`${['Pink', 'Magenta']} colour cast.`,
    say`The white balance is too ${['pink', 'magenta']}.`,
    say`${['Pink', 'Pinkish']} whites.`,
  ),
  jpeg: either(
    say`${['JPEG', 'Compression']} ${['artefacts', 'artifacts', 'blocks']}.`,
    say`${['Compressed', 'Too compressed', 'Over-compressed']}.`,
    say`${['Blocky', 'Square blocks']} from compression.`,
    say`Compressed too much.`,
  ),
  defocus: either(
    say`${['Out of focus', 'Not in focus']}.`,
    say`${['Missed', 'Bad', 'Wrong']} focus.`,
    say`The focus is ${['off', 'missed', 'wrong']}.`,
    say`Unsharp: out of focus.`,
  ),
  gaussian_blur: either(
    say`${['Soft', 'Too soft']} all over.`,
    say`${['Unsharp', 'Blurry', 'Not sharp']}.`,
    say`It lacks ${['sharpness', 'crisp detail']}.`,
    say`${['A soft lens', 'Soft edges all over']}.`,
  ),
  motion_blur: either(
    say`Motion blur.`,
    say`Blurred by ${['movement', 'camera shake', 'a moving camera']}.`,
    say`${['Shaken', 'Shaky', 'Camera shake']}.`,
    say`Smeared by movement.`,
  ),
  noise: either(
    say`${['Noisy', 'Too noisy']}.`,
    say`${['Noise', 'Image noise', 'High-ISO noise']}.`,
    say`Too much ${['noise', 'grain']}.`,
    say`Noise ${['hides the detail', 'all over']}.`,
  ),
  pixelation: either(
    say`${['Pixelated', 'Blocky pixels']}.`,
    say`${['Too few', 'Visible']} pixels.`,
    say`The resolution is too low.`,
    say`${['Low', 'Poor', 'Bad']} resolution.`,
  ),
  tilt: either(
    say`${['Tilted', 'Crooked', 'Not level', 'Not straight']}.`,
    say`A ${['crooked', 'sloping', 'slanting']} horizon.`,
    say`The horizon is ${['tilted', 'crooked', 'not level', 'not straight']}.`,
    say`The camera was not level.`,
  ),
  off_centre: either(
    say`${['Badly', 'Poorly']} ${['cropped', 'framed']}.`,
    say`The subject is ${['too near the edge', 'cut off', 'out of place']}.`,
    say`${['Bad', 'Unbalanced']} framing.`,
    say`The crop is off.`,
  ),
};
