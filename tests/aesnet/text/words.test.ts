import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src-aesnet/text/words.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { anyString } from './support/sentences.ts';

describe('words', () => {
  it.each([
    ['The Light is SOFT', ['the', 'light', 'is', 'soft']],
    ['soft,even.', ['soft', ',', 'even', '.']],
    ["it’s 12% – don't", ['it', '’', 's', '12', '%', '–', 'don', "'", 't']],
    ['a+b=c $1 `x` ^|~', ['a', '+', 'b', '=', 'c', '$', '1', '`', 'x', '`', '^', '|', '~']],
    ['Café naïve Ångström İ', ['cafe', 'naive', 'angstrom', 'i']],
    ['cafe\u0301', ['cafe']],
    ['\ttwo\u00a0\nwords\u3000\r', ['two', 'words']],
    ['in\u00advis\u200bi\u0000ble\ufffd', ['invisible']],
    ['好光 light', ['好', '光', 'light']],
    ['👍 a\u{1f3fd}', ['👍', 'a\u{1f3fd}']],
    ['a half \ud83d of a pair', ['a', 'half', 'of', 'a', 'pair']],
    ['[CLS]', ['[', 'cls', ']']],
    ['', []],
    [' \u200b ', []],
  ])('of %j', (sentence, words) => {
    expect(wordsOf(sentence)).toEqual(words);
  });

  it('of any string are there, without spaces, and stay as they are', () => {
    const random = Random.from(11);
    for (let trial = 0; trial < 2000; trial++) {
      const words = wordsOf(anyString(random));
      for (const word of words) expect(word).toMatch(/^\S+$/u);
      expect(wordsOf(words.join(' '))).toEqual(words);
    }
  });
});
