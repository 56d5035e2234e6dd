/** What stands for padding, an unknown word, and a sentence's beginning and end; first in every vocabulary. */
export const SPECIAL_PIECES = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'] as const;

/** Ids of the special pieces. */
export const PADDING = 0;
export const UNKNOWN = 1;
export const BEGINNING = 2;
export const END = 3;

/** Marks a piece that goes on with a word. */
export const CONTINUATION = '##';

/**
 * Word pieces (Schuster and Nakajima, ICASSP 2012), numbered from 0: a whole word or its beginning, or, after `##`, what goes
 * on with one.
 */
export class Vocabulary {
  readonly pieces: readonly string[];
  /** Of the longest piece, in UTF-16 units, with its mark. */
  readonly longest: number;
  readonly #ids: ReadonlyMap<string, number>;

  /**
   * `pieces` in the order of their ids, the special ones first. Throws a RangeError, naming the piece, where one is there twice,
   * is empty, holds a space or is not where it should be.
   */
  constructor(pieces: readonly string[]) {
    const ids = new Map<string, number>();
    for (const [id, piece] of SPECIAL_PIECES.entries()) {
      if (pieces[id] !== piece) {
        throw new RangeError(`expected ${piece} as piece ${id}, received ${pieces[id]}`);
      }
    }
    for (const [id, piece] of pieces.entries()) {
      if (piece === '' || piece === CONTINUATION || /\s/u.test(piece)) {
        throw new RangeError(`piece ${id}, “${piece}”, is empty or holds a space`);
      }
      if (ids.has(piece)) throw new RangeError(`piece ${id}, “${piece}”, is there twice`);
      ids.set(piece, id);
    }
    this.pieces = [...pieces];
    this.longest = pieces.reduce((most, { length }) => Math.max(most, length), 0);
    this.#ids = ids;
  }

  get size(): number {
    return this.pieces.length;
  }

  /** The id of a piece, `##` included; undefined where there is none. */
  idOf(piece: string): number | undefined {
    return this.#ids.get(piece);
  }
}

/** A vocabulary as BERT's `vocab.txt` has it: one piece a line, the line's number its id. */
export function formatVocabulary({ pieces }: Vocabulary): string {
  return `${pieces.join('\n')}\n`;
}

/** Reads what `formatVocabulary` writes. Throws a RangeError, naming the piece, for anything else. */
export function parseVocabulary(text: string): Vocabulary {
  if (!text.endsWith('\n')) throw new RangeError('the vocabulary does not end with a line’s end');
  return new Vocabulary(text.slice(0, -1).split('\n'));
}
