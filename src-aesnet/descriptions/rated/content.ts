import { either, say, type Grammar } from '../grammar.ts';
import type { RatingLevel } from './levels.ts';

export const CONTENT: Readonly<Record<RatingLevel, Grammar>> = {
  very_low: either(
    say`There is ${['nothing', 'hardly anything']} ${['to look at here', 'here to hold the eye', 'of interest in the picture']}.`,
    say`No ${['subject', 'recognisable subject', 'clear subject']}, ${['no story', 'and no reason to look twice']}.`,
    say`It shows ${['nothing in particular', 'a subject hardly anyone would stop for']}.`,
    say`One can only guess what ${['the picture is about', 'was to be shown']}.`,
  ),
  low: either(
    say`The subject is ${['dull', 'weak', 'unclear']} and ${['does not hold the eye', 'tells little', 'gives little reason to look twice']}.`,
    say`A ${['weak', 'dull']} subject: ${['the picture says little', 'one soon looks away', 'no story comes across']}.`,
    say`There is not much to ${['see', 'discover']} here.`,
    say`The content is thin, and ${['the picture says little', 'one soon looks away']}.`,
  ),
  middle: either(
    say`The subject is ${['ordinary', 'familiar', 'commonplace']}: ${['clear, but nothing unusual', 'one sees it and moves on', 'a record of what was there']}.`,
    say`An ${['everyday', 'ordinary']} subject, ${['clearly shown', 'shown as it is', 'without much of a story']}.`,
    say`The content is ${['fair', 'of some interest']}, ${['easily understood and soon seen', 'without much of a story']}.`,
  ),
  high: either(
    say`The subject is ${['interesting', 'appealing', 'well chosen']} and ${['holds the eye', 'rewards a second look', 'has something to say']}.`,
    say`${['A good subject', 'An appealing subject', 'An interesting moment']} ${['that rewards a second look', 'with something to say', 'that draws the viewer in']}.`,
    say`There is a lot to ${['see', 'discover']} here.`,
    say`The content is strong: ${['it tells a story', 'one would like to know more']}.`,
  ),
  very_high: either(
    say`${['A remarkable subject', 'A striking subject', 'An extraordinary moment']} that ${['one does not forget', 'stops the viewer', 'tells a whole story']}.`,
    say`The content is ${['outstanding', 'exceptional']}: ${['one cannot look away', 'the story is there at a glance', 'it will not come again']}.`,
    say`What is shown here is ${['rare', 'unforgettable']} and ${['worth every look', 'tells its own story']}.`,
    say`A subject that ${['carries the picture by itself', 'one wants to see again']}.`,
  ),
};
