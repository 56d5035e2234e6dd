import { either, say, type Grammar } from '../grammar.ts';
import type { RatingLevel } from './levels.ts';

/** Deep or shallow is not rated, but whether what is sharp and what is not serves the picture. */
export const DEPTH_OF_FIELD: Readonly<Record<RatingLevel, Grammar>> = {
  very_low: either(
    say`The depth of field ${['fails', 'goes wrong']}: ${['what matters is not sharp', 'the focus is in no useful place', 'subject and background run together']}.`,
    say`${['Focus in the wrong place', 'Focus that misses the subject', 'Blur where it does harm']}: ${['the subject is lost', 'the eye has nothing to hold on to', 'nothing stands out']}.`,
    say`Nothing separates the subject from ${['its surroundings', 'what lies behind it']}, and ${['the picture has no depth', 'the eye gives up']}.`,
  ),
  low: either(
    say`The depth of field does ${['little', 'not much']} for the subject: ${['the background competes with it', 'sharp and soft parts are badly shared out', 'the picture stays flat']}.`,
    say`Sharp and soft parts are ${['badly shared out', 'poorly chosen']}, so ${['the subject hardly stands out', 'there is little depth']}.`,
    say`The picture lacks depth: ${['near and far look alike', 'subject and background merge', 'the focus could be better placed']}.`,
    say`Weak separation ${['of subject and background', 'between near and far']}.`,
  ),
  middle: either(
    say`The depth of field is ${['ordinary', 'acceptable', 'adequate']}: ${['the subject is sharp enough', 'it neither helps nor harms', 'what should be sharp is sharp']}.`,
    say`${['Ordinary', 'Standard']} focus, ${['with no special use of blur', 'with a background that neither helps nor disturbs', 'and some sense of depth']}.`,
    say`Near and far are ${['as sharp as one would expect', 'separated well enough']}, ${['no more than that', 'without adding much']}.`,
  ),
  high: either(
    say`The depth of field is ${['well chosen', 'well judged', 'good']}: ${['the subject stands out', 'what matters is sharp and the rest stays quiet', 'the picture has depth']}.`,
    say`Sharp and soft parts ${['are where they should be', 'work together']}, and ${['the subject stands out', 'the scene gains depth']}.`,
    say`${['Good', 'Careful']} focus that ${['sets the subject apart', 'gives the scene depth', 'is just where it matters']}.`,
    say`Near and far are ${['clearly separated', 'in good order']}.`,
  ),
  very_high: either(
    say`${['Superb', 'Perfect', 'Masterly']} depth of field: ${['the subject stands out as if in relief', 'the eye goes at once to what is sharp', 'every part is exactly as sharp as it should be']}.`,
    say`Focus and blur are used ${['to perfection', 'with great skill']}, and ${['the subject stands free', 'one can almost feel the depth']}.`,
    say`The subject stands out ${['beautifully', 'perfectly']} from ${['its surroundings', 'what lies behind it']}.`,
    say`The sense of depth is ${['remarkable', 'outstanding']}.`,
  ),
};
