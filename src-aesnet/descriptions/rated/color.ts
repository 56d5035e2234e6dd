import { either, say, type Grammar } from '../grammar.ts';
import type { RatingLevel } from './levels.ts';

export const COLOR: Readonly<Record<RatingLevel, Grammar>> = {
  very_low: either(
    say`The colours are ${['ugly', 'unpleasant', 'bad']}: ${['they clash, look false or have gone dead', 'nothing about them looks right', 'they spoil the scene']}.`,
    say`${['Bad', 'Ugly', 'Poor']} colour${[': false, garish or lifeless', ', and it spoils the scene']}.`,
    say`The colours ${['work against the subject', 'put the viewer off', 'look wrong everywhere']}.`,
    say`The palette has ${['gone wrong', 'no order at all']}.`,
  ),
  low: either(
    say`The colours are ${['dull', 'drab', 'weak']} and ${['do little for the subject', 'leave the scene lifeless', 'do not belong together']}.`,
    say`${['Drab', 'Dull', 'Weak']} colour: ${['the scene looks tired', 'nothing catches the eye', 'the tones do not belong together']}.`,
    say`The palette is ${['muddy', 'unattractive']} and ${['sets no mood', 'does not suit the subject']}.`,
    say`Better colour would ${['help this scene', 'bring the scene to life']}.`,
  ),
  middle: either(
    say`The colours are ${['ordinary', 'acceptable', 'unremarkable']}: ${['nothing clashes and nothing shines', 'they show things as they were', 'they neither please nor offend']}.`,
    say`${['Ordinary', 'Everyday', 'Plain']} colour ${['without faults and without charm', 'that shows things as they are', 'that one does not notice']}.`,
    say`The palette is ${['plain', 'fair']}, ${['with nothing to complain about', 'and sets no particular mood']}.`,
  ),
  high: either(
    say`The colours are ${['attractive', 'pleasing', 'well matched']} and ${['suit the subject', 'support the mood', 'sit well together']}.`,
    say`${['Good', 'Pleasing', 'Harmonious']} colour that ${['suits the subject', 'draws the eye to the subject', 'gives the scene its mood']}.`,
    say`The palette is ${['well chosen', 'harmonious']}: ${['the tones belong together', 'one colour supports another']}.`,
  ),
  very_high: either(
    say`${['Beautiful', 'Superb', 'Glorious']} colour: ${['it makes the picture', 'it stays in the memory', 'each tone answers another']}.`,
    say`The colours are ${['superb', 'beautiful', 'stunning']} and ${['carry the mood', 'make the picture', 'could not be better matched']}.`,
    say`A palette ${['to remember', 'of rare harmony']}, ${['rich without being loud', 'and just right for the subject']}.`,
    say`The colour alone ${['makes this worth seeing', 'would hold the eye']}.`,
  ),
};
