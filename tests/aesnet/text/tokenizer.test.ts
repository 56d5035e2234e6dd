import { describe, expect, it } from 'vitest';
import { Random } from '../../../src-aesnet/random.ts';
import { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import {
  BEGINNING,
  END,
  PADDING,
  SPECIAL_PIECES,
  UNKNOWN,
  Vocabulary,
} from '../../../src-aesnet/text/vocabulary.ts';
import { wordsOf } from '../../../src-aesnet/text/words.ts';
import { anyString, SENTENCES } from './support/sentences.ts';

const small = new Vocabulary([
  ...SPECIAL_PIECES,
  ...['un', '##us', '##usual', '##ual', '##u', 'u', 'light', '.', 'lights', '##x'],
]);
const piecesOf = (sentence: string) =>
  new Tokenizer(small, 8).piecesOf(sentence).map((id) => small.pieces[id]);

describe('cutting words', () => {
  it.each([
    ['the longest piece first', 'unusual', ['un', '##usual']],
    ['and again from there', 'unusux', ['un', '##us', '##u', '##x']],
    ['a whole word before its beginning', 'lights', ['lights']],
    ['words and marks', 'Light. Lightx', ['light', '.', 'light', '##x']],
    // Greedy: “light” is taken, and nothing goes on with “z”.
    ['what does not fit as unknown, that word alone', 'un lightz un', ['un', '[UNK]', 'un']],
    ['a continuation is no beginning', 'usual', ['[UNK]']],
    ['a beginning is no continuation', 'ulight', ['[UNK]']],
    ['no special pieces from words', '[PAD]', ['[UNK]', '[UNK]', '[UNK]']],
  ])('takes %s', (_, sentence, pieces) => {
    expect(piecesOf(sentence)).toEqual(pieces);
  });
});

describe('encoding', () => {
  const tokenizer = new Tokenizer(small, 6);

  it('puts beginning, pieces, end and padding into rows of one length', () => {
    const { tokens, mask } = tokenizer.encode(['unusual light', '', 'un un un un un un']);
    const [un, usual, light] = ['un', '##usual', 'light'].map((piece) => small.idOf(piece) ?? NaN);
    expect([...tokens].map(Number)).toEqual([
      ...[BEGINNING, un, usual, light, END, PADDING],
      ...[BEGINNING, END, PADDING, PADDING, PADDING, PADDING],
      ...[BEGINNING, un, un, un, un, END],
    ]);
    expect([...mask]).toEqual([1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it('is undone by decoding', () => {
    expect(tokenizer.decode(tokenizer.encode(['Unusual light.']).tokens)).toBe('unusual light .');
    expect(tokenizer.decode(tokenizer.encode(['zzz']).tokens)).toBe('[UNK]');
    expect(() => tokenizer.decode([small.size])).toThrow(`there is no piece ${small.size}`);
  });

  it('needs room for a word', () => {
    expect(() => new Tokenizer(small, 2)).toThrow('a sentence of 2 tokens has no words');
  });
});

describe.each([60, 120, 2000])('with a vocabulary of %d pieces', (limit) => {
  const vocabulary = trainVocabulary(SENTENCES, limit);
  const tokenizer = new Tokenizer(vocabulary, 64);

  it('every word of the corpus comes back', () => {
    const alphabet = new Set(vocabulary.pieces);
    for (const word of SENTENCES.flatMap(wordsOf)) {
      const known = [...word].every((character) => alphabet.has(character));
      expect(tokenizer.decode(tokenizer.piecesOf(word))).toBe(known ? word : '[UNK]');
    }
    const { tokens } = tokenizer.encode([SENTENCES[0]]);
    if (limit > 60) expect(tokenizer.decode(tokens)).toBe('the light is soft and even .');
  });

  it('any string has tokens, of the same length and the same every time', () => {
    const random = Random.from(limit);
    const strings = Array.from({ length: 500 }, () => anyString(random));
    strings.push('a'.repeat(100_000), 'ab '.repeat(50_000));
    for (const string of strings) {
      const { tokens, mask } = tokenizer.encode([string]);
      expect(tokens).toHaveLength(64);
      expect(mask).toHaveLength(64);
      for (const token of tokens) expect(Number(token)).toBeLessThan(vocabulary.size);
      const used = [...mask].filter((value) => value === 1).length;
      expect(mask.every((value, at) => value === Number(at < used))).toBe(true);
      expect(tokens.every((token, at) => (token === 0n) === at >= used)).toBe(true);
      expect(new Tokenizer(vocabulary, 64).encode([string]).tokens).toEqual(tokens);
    }
  });

  it('a word is unknown only where it has a character that the corpus lacks', () => {
    const random = Random.from(limit, 1);
    const known = vocabulary.pieces.filter((piece) => piece.length === 1 && /[a-z]/.test(piece));
    for (let trial = 0; trial < 300; trial++) {
      const word = Array.from({ length: 1 + random.integer(12) }, () => random.pick(known)).join(
        '',
      );
      expect(tokenizer.piecesOf(word)).not.toContain(UNKNOWN);
      expect(tokenizer.decode(tokenizer.piecesOf(word))).toBe(word);
      expect(tokenizer.piecesOf(`${word}ж the`)).toEqual([UNKNOWN, ...tokenizer.piecesOf('the')]);
    }
  });
});
