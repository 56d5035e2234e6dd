import { BEGINNING, CONTINUATION, END, PADDING, UNKNOWN, type Vocabulary } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Sentences as the text encoder takes them, row-major [N, length]. */
export interface TokenBatch {
  /** Ids of pieces; padding after each sentence's end. */
  readonly tokens: BigInt64Array;
  /** 1 for a piece of the sentence, 0 for padding. */
  readonly mask: Float32Array;
}

/** Sentences → ids of word pieces, and back for looking at them. */
export class Tokenizer {
  readonly #vocabulary: Vocabulary;
  readonly #length: number;

  /** `length`: tokens of every sentence, its beginning and end included; at least 3. */
  constructor(vocabulary: Vocabulary, length: number) {
    if (!(length >= 3)) throw new RangeError(`a sentence of ${length} tokens has no words`);
    this.#vocabulary = vocabulary;
    this.#length = length;
  }

  /**
   * [CLS], the pieces of the words, [SEP], padding. What is too long loses its last pieces; of an empty sentence beginning and end
   * are left. Takes any strings.
   */
  encode(sentences: readonly string[]): TokenBatch {
    const tokens = new BigInt64Array(sentences.length * this.#length).fill(BigInt(PADDING));
    const mask = new Float32Array(tokens.length);
    for (const [row, sentence] of sentences.entries()) {
      const ids = [BEGINNING, ...this.piecesOf(sentence).slice(0, this.#length - 2), END];
      tokens.set(ids.map(BigInt), row * this.#length);
      mask.fill(1, row * this.#length, row * this.#length + ids.length);
    }
    return { tokens, mask };
  }

  /** Ids of all pieces of a sentence, without its beginning and end, however many there are. */
  piecesOf(sentence: string): number[] {
    return wordsOf(sentence).flatMap((word) => this.#cut(word) ?? [UNKNOWN]);
  }

  /** The words that ids stand for, with spaces between them; padding, beginning and end are left out. */
  decode(tokens: Iterable<number | bigint>): string {
    let text = '';
    for (const token of tokens) {
      const id = Number(token);
      if (id === PADDING || id === BEGINNING || id === END) continue;
      const piece = this.#vocabulary.pieces[id];
      if (piece === undefined) throw new RangeError(`there is no piece ${id}`);
      text += piece.startsWith(CONTINUATION) ? piece.slice(CONTINUATION.length) : ` ${piece}`;
    }
    return text.trimStart();
  }

  /** The longest piece that fits, then the longest that goes on from there; undefined where none does. */
  #cut(word: string): number[] | undefined {
    const ids: number[] = [];
    for (let start = 0; start < word.length;) {
      const found = this.#longestAt(word, start);
      if (found === undefined) return undefined;
      ids.push(found.id);
      start = found.end;
    }
    return ids;
  }

  #longestAt(word: string, start: number): { id: number; end: number } | undefined {
    const mark = start === 0 ? '' : CONTINUATION;
    const most = this.#vocabulary.longest - mark.length;
    for (let end = Math.min(word.length, start + most); end > start; end--) {
      const id = this.#vocabulary.idOf(mark + word.slice(start, end));
      if (id !== undefined) return { id, end };
    }
    return undefined;
  }
}
