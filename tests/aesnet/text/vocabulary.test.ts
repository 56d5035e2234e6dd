import { describe, expect, it } from 'vitest';
import {
  formatVocabulary,
  parseVocabulary,
  SPECIAL_PIECES,
  Vocabulary,
} from '../../../src-aesnet/text/vocabulary.ts';

const PIECES = [...SPECIAL_PIECES, 'a', '##a', 'light', '##s', '.', '👍'];

describe('a vocabulary', () => {
  it('numbers its pieces', () => {
    const vocabulary = new Vocabulary(PIECES);
    expect(vocabulary.size).toBe(10);
    expect(vocabulary.longest).toBe(5);
    expect(PIECES.map((piece) => vocabulary.idOf(piece))).toEqual([...PIECES.keys()]);
    expect(vocabulary.idOf('s')).toBeUndefined();
  });

  it('is a file of one piece a line, and comes back from it', () => {
    const text = formatVocabulary(new Vocabulary(PIECES));
    expect(text).toBe('[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##a\nlight\n##s\n.\n👍\n');
    expect(parseVocabulary(text).pieces).toEqual(PIECES);
  });

  it.each([
    ['a file that was cut off', '[PAD]\n[UNK]\n[CLS]\n[SEP]\na', 'does not end'],
    ['an empty file', '', 'does not end'],
    ['no special pieces', 'a\nb\n', 'expected [PAD] as piece 0, received a'],
    ['too few of them', '[PAD]\n[UNK]\n[CLS]\n', 'expected [SEP] as piece 3, received undefined'],
    ['them in another order', '[PAD]\n[CLS]\n[UNK]\n[SEP]\n', 'expected [UNK] as piece 1'],
    ['a piece twice', '[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb\na\n', 'piece 6, “a”, is there twice'],
    ['an empty line', '[PAD]\n[UNK]\n[CLS]\n[SEP]\n\na\n', 'piece 4, “”, is empty'],
    ['a mark alone', '[PAD]\n[UNK]\n[CLS]\n[SEP]\n##\n', 'piece 4, “##”, is empty'],
    ['a space', '[PAD]\n[UNK]\n[CLS]\n[SEP]\na b\n', 'piece 4, “a b”, is empty or holds'],
    ['Windows’ line ends', '[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n', 'expected [PAD] as piece 0'],
  ])('is not read from %s', (_, text, message) => {
    expect(() => parseVocabulary(text)).toThrow(message);
    expect(() => parseVocabulary(text)).toThrow(RangeError);
  });
});
