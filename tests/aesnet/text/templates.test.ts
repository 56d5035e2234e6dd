/** The template descriptions, through a vocabulary of their own. */
import { describe, expect, it } from 'vitest';
import { everyGrammar } from '../../../src-aesnet/descriptions/every-grammar.ts';
import { wordingsOf } from '../../../src-aesnet/descriptions/grammar.ts';
import { TEXT_ENCODER } from '../../../src-aesnet/networks/text-encoder.ts';
import { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import { UNKNOWN } from '../../../src-aesnet/text/vocabulary.ts';
import { wordsOf } from '../../../src-aesnet/text/words.ts';

describe('every template', () => {
  const wordings = everyGrammar().flatMap(({ grammar }) => wordingsOf(grammar));
  const tokenizer = new Tokenizer(trainVocabulary(wordings, 2048), TEXT_ENCODER.tokens);

  it('has tokens for all of its words, and room for them', () => {
    expect(wordings.length).toBeGreaterThan(1000);
    for (const wording of wordings) {
      const pieces = tokenizer.piecesOf(wording);
      expect(pieces, wording).not.toContain(UNKNOWN);
      expect(pieces.length + 2, wording).toBeLessThanOrEqual(TEXT_ENCODER.tokens);
      const { tokens } = tokenizer.encode([wording]);
      if (tokenizer.decode(tokens) !== wordsOf(wording).join(' ')) expect.fail(wording);
    }
  });
});
