import { either, say, type Grammar } from '../grammar.ts';
import type { RatingLevel } from './levels.ts';

export const COMPOSITION: Readonly<Record<RatingLevel, Grammar>> = {
  very_low: either(
    say`The composition is ${['poor', 'careless', 'a mess']}: ${['the eye finds no place to rest', 'nothing holds the frame together', 'the subject is cut off, lost or missing']}.`,
    say`A ${['careless', 'chaotic', 'clumsy']} frame ${['with no order in it', 'without a centre', 'in which the subject is lost']}.`,
    say`The picture looks ${['framed at random', 'as if it had been taken by accident']}.`,
    say`Nothing is where ${['it should be', 'the eye would want it']}.`,
    say`Clutter or empty space ${['takes over the frame', 'pushes the subject aside']}.`,
  ),
  low: either(
    say`The composition is ${['weak', 'loose', 'untidy']}: ${['the subject has no clear place', 'the eye wanders', 'there is too much or too little in the frame']}.`,
    say`${['Weak', 'Loose', 'Untidy']} framing ${['that lets the eye wander', 'leaves the subject in an awkward place', 'with distractions that a step aside would have removed']}.`,
    say`Another ${['viewpoint', 'crop']} would have ${['served the subject better', 'made a stronger frame']}.`,
    say`The parts of the frame are ${['out of balance', 'not in balance']}.`,
  ),
  middle: either(
    say`The composition is ${['sound', 'ordinary', 'conventional']}: ${['the subject is clear and the frame is plain', 'nothing is wrong and nothing surprises', 'one finds the subject at once']}.`,
    say`A ${['plain', 'standard', 'straightforward']} frame ${['with the subject where one expects it', 'that does its job', 'without surprises']}.`,
    say`The framing is ${['acceptable', 'reasonable']} but ${['rather static', 'takes no risks']}.`,
  ),
  high: either(
    say`The composition is ${['good', 'strong', 'well judged']}: ${['the eye goes straight to the subject', 'lines and shapes lead to the subject', 'the parts balance one another']}.`,
    say`A ${['clear', 'balanced', 'well-built']} frame that ${['leads the eye', 'gives the subject room', 'leaves out what does not matter']}.`,
    say`The subject is ${['well placed', 'placed with care']}, and ${['the rest of the frame supports it', 'the space around it works']}.`,
    say`Lines, shapes and space ${['work together', 'are in good order']}.`,
  ),
  very_high: either(
    say`${['Masterly', 'Excellent', 'Superb']} composition: ${['every part of the frame counts', 'nothing could be moved or left out', 'the eye is led in and held']}.`,
    say`The composition is ${['outstanding', 'striking', 'excellent']} and ${['holds the eye', 'gives the picture its strength', 'leaves nothing to chance']}.`,
    say`A frame so well ${['ordered', 'balanced']} that ${['the eye stays in it', 'it would work at any size']}.`,
    say`Lines, shapes and space could not ${['work together better', 'be in better balance']}.`,
  ),
};
