import { either, say, type Grammar } from '../grammar.ts';
import type { RatingLevel } from './levels.ts';

/** Which fault it is a low rating does not tell. */
export const TECHNICAL_QUALITY: Readonly<Record<RatingLevel, Grammar>> = {
  very_low: either(
    say`The technical quality is ${['poor', 'very poor', 'bad']}: ${['blurred, noisy or badly exposed', 'detail is lost beyond repair', 'the faults strike one at first sight']}.`,
    say`A technical failure${[': blurred, noisy or badly exposed', ' that no editing will repair']}.`,
    say`Technically too poor to ${['print', 'show', 'keep']}, ${['even small', 'whatever it shows']}.`,
    say`Blur, noise or wrong exposure ${['ruins the picture', 'hides what was to be shown']}.`,
  ),
  low: either(
    say`The technical quality is ${['below average', 'weak']}: ${['focus, noise or exposure lets it down', 'some detail is missing', 'a large print would show it']}.`,
    say`Visible ${['flaws', 'faults']} in ${['focus, noise or exposure', 'sharpness or exposure']} ${['weaken the picture', 'catch the eye']}.`,
    say`Not quite sharp, not quite clean or not quite well exposed.`,
    say`The technique is weak, and ${['a closer look shows it', 'detail suffers']}.`,
  ),
  middle: either(
    say`The technical quality is ${['average', 'adequate', 'acceptable']}: ${['sharp enough for a screen', 'no fault stands out', 'fine at a small size']}.`,
    say`Sharp enough, clean enough and ${['reasonably well exposed', 'free of serious faults']}.`,
    say`Technically it is ${['in order', 'sound']}, ${['no more and no less', 'without being fine in detail']}.`,
  ),
  high: either(
    say`The technical quality is ${['good', 'high']}: ${['sharp, clean and well exposed', 'detail is clear all over', 'it would stand a large print']}.`,
    say`${['Sharp', 'Crisp']}, clean and ${['well exposed', 'correctly exposed']}.`,
    say`${['Well made', 'Good technique']}: ${['focus and exposure are right', 'there is nothing to repair']}.`,
    say`Focus, exposure and noise are ${['well under control', 'as they should be']}.`,
  ),
  very_high: either(
    say`${['Flawless', 'Superb', 'Impeccable']} technique: ${['every detail is crisp', 'focus and exposure are exact', 'there is nothing left to improve']}.`,
    say`The technical quality is ${['excellent', 'outstanding']}, with ${['crisp detail everywhere', 'not a fault to be seen', 'rich tones and fine detail']}.`,
    say`Sharp, clean and exact enough for ${['a very large print', 'the closest look']}.`,
    say`${['Fine', 'Rich']} detail, ${['clean', 'smooth']} tones and perfect exposure.`,
  ),
};
