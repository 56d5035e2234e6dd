import { CONTINUATION, SPECIAL_PIECES, Vocabulary } from './vocabulary.ts';
import { standsAlone, wordsOf } from './words.ts';

/** A pair that was seen once says nothing about other words. */
const LEAST = 2;

/** A distinct word of the corpus, cut into pieces. */
interface CutWord {
  pieces: readonly string[];
  readonly count: number;
}

/** Two pieces that follow each other in some words. */
interface Pair {
  readonly left: string;
  readonly right: string;
  count: number;
  /** Indices of the words that hold it. */
  readonly words: Set<number>;
}

/**
 * Word pieces for a corpus: its characters, then again and again the two neighbours that occur together most often, joined to
 * one piece (byte-pair merges, Sennrich et al., ACL 2016, with `##` before what goes on with a word), until there are `limit`
 * pieces or no pair is left that occurs twice. Among equals the first in the order of code units: the same corpus always gives the
 * same vocabulary, in whatever order its sentences come.
 *
 * Each character is there as a beginning and as a continuation, so that every word made of known characters has pieces. Where
 * `limit` is too small for all of them the rarest are left out. Throws a RangeError for a limit without room for anything.
 */
export function trainVocabulary(sentences: Iterable<string>, limit: number): Vocabulary {
  if (!(limit > SPECIAL_PIECES.length)) {
    throw new RangeError(`a vocabulary of ${limit} has room for special pieces alone`);
  }
  const counts = new Map<string, number>();
  for (const sentence of sentences) {
    for (const word of wordsOf(sentence)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const pieces = new Set([...SPECIAL_PIECES, ...alphabetOf(counts, limit - SPECIAL_PIECES.length)]);
  const words = Array.from(counts, ([word, count]) => ({ pieces: charactersOf(word), count }));
  const pairs = new Pairs(words.filter((word) => word.pieces.every((piece) => pieces.has(piece))));
  while (pieces.size < limit) {
    const best = pairs.commonest();
    if (best === undefined || best.count < LEAST) break;
    pieces.add(joined(best));
    pairs.merge(best);
  }
  return new Vocabulary([...pieces]);
}

/** Characters as pieces, in the order of code units: of the commonest as many as there is room for. */
function alphabetOf(words: ReadonlyMap<string, number>, room: number): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words) {
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  }
  const commonest = [...counts].toSorted(([a, m], [b, n]) => n - m || compare(a, b));
  const alphabet: string[] = [];
  for (const [character] of commonest) {
    const forms = standsAlone(character) ? [character] : [character, CONTINUATION + character];
    if (alphabet.length + forms.length > room) break;
    alphabet.push(...forms);
  }
  return alphabet.toSorted(compare);
}

function charactersOf(word: string): string[] {
  return Array.from(word, (character, at) => (at === 0 ? character : CONTINUATION + character));
}

function joined({ left, right }: Pair): string {
  return left + right.slice(CONTINUATION.length);
}

/** In the order of UTF-16 units, which is the same on every machine. */
function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

/** The neighbours in all words, kept up to date while they are merged. */
class Pairs {
  readonly #words: readonly CutWord[];
  readonly #pairs = new Map<string, Pair>();

  constructor(words: readonly CutWord[]) {
    this.#words = words;
    for (const index of words.keys()) this.#count(index, 1);
  }

  commonest(): Pair | undefined {
    let best: Pair | undefined;
    let bestKey = '';
    for (const [key, pair] of this.#pairs) {
      const more = pair.count - (best?.count ?? 0);
      if (more > 0 || (more === 0 && key < bestKey)) [best, bestKey] = [pair, key];
    }
    return best;
  }

  merge(pair: Pair): void {
    for (const index of [...pair.words]) {
      const word = this.#words[index] as CutWord;
      this.#count(index, -1);
      const merged: string[] = [];
      for (let at = 0; at < word.pieces.length; at++) {
        const found = word.pieces[at] === pair.left && word.pieces[at + 1] === pair.right;
        merged.push(found ? joined(pair) : (word.pieces[at] as string));
        if (found) at++;
      }
      word.pieces = merged;
      this.#count(index, 1);
    }
  }

  /** Adds (1) or takes away (−1) what one word has. */
  #count(index: number, sign: 1 | -1): void {
    const { pieces, count } = this.#words[index] as CutWord;
    for (const [at, right] of pieces.entries()) {
      const left = pieces[at - 1];
      if (left === undefined) continue;
      // No piece holds a space.
      const key = `${left} ${right}`;
      const pair = this.#pairs.get(key) ?? { left, right, count: 0, words: new Set() };
      pair.count += sign * count;
      if (sign === 1) pair.words.add(index);
      else pair.words.delete(index);
      if (pair.count === 0) this.#pairs.delete(key);
      else this.#pairs.set(key, pair);
    }
  }
}
