/** Sentences as the description database has them, and strings that nobody would write. */
import type { Random } from '../../../../src-aesnet/random.ts';

export const SENTENCES = [
  'The light is soft and even.',
  'The light is harsh, with deep shadows under the eyes.',
  'Colours are muted; the white balance leans towards orange.',
  'The colours are rich and go well with each other.',
  'The horizon tilts by 3 degrees.',
  'A quiet composition: the subject rests on the left third, with room to look into.',
  'The composition is cluttered and the subject is cut off at the edge.',
  'Sharp where it matters, and free of noise.',
  'Slightly out of focus; fine noise shows in the shadows.',
  'A shallow depth of field sets the subject apart from a soft background.',
  'Everything from the stones in front to the mountains is in focus.',
  'An unusual moment that tells a story.',
  'There is little to look at in this photo.',
  'Most people feel contentment; some feel awe.',
  'Two stops brighter than the original.',
  'The highlights are clipped in 12 % of the frame.',
] as const;

/** Random UTF-16: whole characters of all planes, halves of pairs, spaces, accents and ordinary letters. */
export function anyString(random: Random): string {
  const kinds: readonly (() => string)[] = [
    () => String.fromCodePoint(random.integer(0x110000)),
    () => String.fromCharCode(0xd800 + random.integer(0x800)),
    () => String.fromCharCode(random.integer(0x250)),
    () => String.fromCharCode(0x300 + random.integer(0x70)),
    () => random.pick([' ', '\t', '\n', '\u00a0', '\u200b', '\u0000', '#', '[CLS]', 'İ', 'ß']),
    () => random.pick([...'abcdefghij']),
  ];
  return Array.from({ length: random.integer(40) }, () => random.pick(kinds)()).join('');
}
