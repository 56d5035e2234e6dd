import { describe, expect, it } from 'vitest';
import { Random } from '../../../src-aesnet/random.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import { SPECIAL_PIECES } from '../../../src-aesnet/text/vocabulary.ts';
import { wordsOf } from '../../../src-aesnet/text/words.ts';
import { SENTENCES } from './support/sentences.ts';

const learnt = (sentences: readonly string[], limit: number) =>
  trainVocabulary(sentences, limit).pieces.slice(SPECIAL_PIECES.length);

describe('training a vocabulary', () => {
  it('joins the commonest neighbours first', () => {
    // a·b: 5 times, b·c: 3, c·d: 2.
    const corpus = ['ab ab', 'abc abc abc', 'cd cd', 'x'];
    const alphabet = ['##a', '##b', '##c', '##d', '##x', 'a', 'b', 'c', 'd', 'x'];
    expect(learnt(corpus, 14)).toEqual(alphabet);
    // Of abc, once ab is one piece, ab·c is left three times.
    expect(learnt(corpus, 100)).toEqual([...alphabet, 'ab', 'abc', 'cd']);
    expect(learnt(corpus, 16)).toEqual([...alphabet, 'ab', 'abc']);
  });

  it('joins as often as a pair stands in a word, from the left', () => {
    expect(learnt(['aaaa aaaa'], 100)).toEqual(['##a', 'a', '##aa', '##aaa', 'aaaa']);
  });

  it('takes the first in the order of code units among equals', () => {
    expect(learnt(['zy zy', 'ab ab'], 4 + 8 + 1).at(-1)).toBe('ab');
    expect(learnt(['ab ab', 'zy zy'], 4 + 8 + 1).at(-1)).toBe('ab');
  });

  it('does not learn what was seen once', () => {
    expect(learnt(['unusual'], 100).every((piece) => piece.replace('##', '').length === 1)).toBe(
      true,
    );
  });

  it('does what counting all pairs anew before each merge does', () => {
    const random = Random.from(8);
    for (let trial = 0; trial < 40; trial++) {
      // Two letters: pairs overlap, and stand in a word more than once.
      const corpus = Array.from({ length: 30 }, () =>
        Array.from({ length: 1 + random.integer(24) }, () => random.pick(['a', 'b'])).join(''),
      );
      const alphabet = ['##a', '##b', 'a', 'b'];
      expect(learnt(corpus, 64)).toEqual([...alphabet, ...mergesOf(corpus, 56)]);
    }
  });

  it('leaves out the rarest characters where there is no room for them', () => {
    expect(learnt(['aaa bb c .'], 4 + 4)).toEqual(['##a', '##b', 'a', 'b']);
    expect(learnt(['aaa bb'], 4 + 3)).toEqual(['##a', 'a']);
    // A mark of punctuation never goes on with a word, so it has one form.
    expect(learnt(['a . . .'], 4 + 1)).toEqual(['.']);
    expect(() => trainVocabulary(['a'], 4)).toThrow('a vocabulary of 4 has room for special');
  });

  it('never passes the limit, and has all words where there is room', () => {
    const often = [...SENTENCES, ...SENTENCES];
    for (const limit of [60, 100, 150]) {
      expect(trainVocabulary(often, limit).size).toBe(limit);
    }
    const vocabulary = trainVocabulary(often, 2000);
    for (const word of SENTENCES.flatMap(wordsOf)) {
      expect(vocabulary.idOf(word), word).toBeDefined();
    }
  });

  it('depends on the corpus alone, not on its order', () => {
    const random = Random.from(4);
    const expected = learnt(SENTENCES, 150);
    for (let trial = 0; trial < 3; trial++) {
      expect(learnt(random.shuffle([...SENTENCES]), 150)).toEqual(expected);
    }
  });
});

/** Byte-pair merges in the plainest way, `most` of them or until no pair occurs twice. */
function mergesOf(corpus: readonly string[], most: number): string[] {
  let words = corpus.map((word) =>
    Array.from(word, (letter, at) => (at === 0 ? letter : `##${letter}`)),
  );
  const merges: string[] = [];
  while (merges.length < most) {
    const counts = new Map<string, number>();
    for (const word of words) {
      for (let at = 1; at < word.length; at++) {
        const key = `${word[at - 1]} ${word[at]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    if (best === undefined || best[1] < 2) break;
    const [left, right] = best[0].split(' ') as [string, string];
    const piece = left + right.slice(2);
    merges.push(piece);
    words = words.map((word) => {
      const next: string[] = [];
      for (let at = 0; at < word.length; at++) {
        const found = word[at] === left && word[at + 1] === right;
        next.push(found ? piece : (word[at] ?? ''));
        if (found) at++;
      }
      return next;
    });
  }
  return merges;
}
