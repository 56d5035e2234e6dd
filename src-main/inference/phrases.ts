/** Phrases that a person writes, as the text side reads them. */
import type { Tokenizer } from '../../src-aesnet/text/tokenizer.ts';
import { UNKNOWN } from '../../src-aesnet/text/vocabulary.ts';
import { wordsOf } from '../../src-aesnet/text/words.ts';
import { KeepersError } from '../../src-shared/errors.ts';

/** A phrase as vectors, and what of it could not be read. */
export interface EncodedPhrase {
  /** Ids of its pieces, beginning and end included, without padding. */
  readonly tokens: readonly number[];
  /** A vector of unit length in each attribute space: row-major [spaces, size], as a model's `attributeEmbeddings`. */
  readonly embeddings: Float32Array;
  /** Words that the vocabulary has no pieces for: nothing is known of what they mean. */
  readonly unknown: readonly string[];
  /** The end of the phrase where it is too long; empty where all of it was read. */
  readonly beyond: string;
}

/** Most characters of a phrase: longer ones are no phrases, and would be cut into pieces for nothing. */
const MOST_CHARACTERS = 2000;

/**
 * What of a phrase is read by a text side that takes `length` tokens a sentence. Throws `phrase-empty` where there is no word in it,
 * `phrase-unknown` where there is none that is known, and `phrase-too-long` for thousands of characters.
 */
export function readPhrase(
  phrase: string,
  tokenizer: Tokenizer,
  length: number,
): Pick<EncodedPhrase, 'unknown' | 'beyond'> {
  if (phrase.length > MOST_CHARACTERS) {
    throw new KeepersError('phrase-too-long', { most: MOST_CHARACTERS });
  }
  const words = wordsOf(phrase).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) throw new KeepersError('phrase-empty');
  const unknown = words.filter((word) => tokenizer.piecesOf(word).includes(UNKNOWN));
  if (unknown.length === words.length) throw new KeepersError('phrase-unknown', { phrase });
  const beyond = tokenizer.decode(tokenizer.piecesOf(phrase).slice(length - 2));
  return { unknown: [...new Set(unknown)], beyond };
}
