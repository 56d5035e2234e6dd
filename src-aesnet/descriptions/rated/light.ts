import { either, say, type Grammar } from '../grammar.ts';
import type { RatingLevel } from './levels.ts';

/**
 * A low rating does not tell whether it was too dark, too hard or dull, so these sentences say what poor light does rather than what
 * is wrong with it.
 */
export const LIGHT: Readonly<Record<RatingLevel, Grammar>> = {
  very_low: either(
    say`The light is ${['poor', 'bad', 'ugly']}: it ${['hides more than it shows', 'gives the subject no shape', 'spoils the scene']}.`,
    say`${['Poor', 'Bad', 'Ugly']} light${[': too dark, too harsh or lifeless', ', and the whole picture suffers from it']}.`,
    say`The light works against the ${['subject', 'picture']}.`,
    say`Nothing in this light ${['helps the subject', 'gives the subject shape', 'makes one want to look']}.`,
    say`With light like this ${['the subject has no chance', 'the scene looks dead']}.`,
  ),
  low: either(
    say`The light is ${['dull', 'weak', 'uninspiring']} and ${['gives the subject little shape', 'adds little to the scene', 'sets no mood']}.`,
    say`${['Dull', 'Weak', 'Uninspiring']} light: ${['the scene stays lifeless', 'the subject hardly comes forward', 'too dark, too hard or too flat to please']}.`,
    say`Better light would have ${['helped this scene', 'given the subject more shape', 'made more of the scene']}.`,
    say`The light does the subject ${['few favours', 'little good']}.`,
  ),
  middle: either(
    say`The light is ${['ordinary', 'plain', 'unremarkable']}: ${['it shows the subject and no more', 'it neither helps nor harms', 'good enough to see by']}.`,
    say`${['Ordinary', 'Everyday', 'Plain']} light that ${['shows the subject and no more', 'does its job', 'neither helps nor harms']}.`,
    say`The light is ${['fair', 'adequate']}, without ${['much character', 'a mood of its own']}.`,
    say`The scene is lit well enough, ${['no more than that', 'but the light goes unnoticed']}.`,
  ),
  high: either(
    say`The light is ${['good', 'pleasant', 'fine']} and ${['gives the subject shape', 'suits the subject', 'brings the scene to life']}.`,
    say`${['Good', 'Pleasant', 'Fine']} light that ${['brings out the subject', 'gives the scene depth', 'sets the mood']}.`,
    say`Light and shadow ${['give the scene depth', 'shape the subject well', 'are in good balance']}.`,
    say`The subject is ${['well lit', 'nicely lit']}, and ${['the mood comes with the light', 'the shadows help']}.`,
  ),
  very_high: either(
    say`${['Beautiful', 'Superb', 'Wonderful']} light: ${['it makes the picture', 'it gives everything depth and mood', 'light worth waiting for']}.`,
    say`The light is ${['superb', 'beautiful', 'outstanding']} and ${['makes the picture', 'lifts the whole scene', 'gives everything depth']}.`,
    say`${['Light', 'The kind of light']} that one ${['waits', 'gets up early']} for.`,
    say`Light and shadow ${['are as good as they can be', 'could not be better']}.`,
  ),
};
