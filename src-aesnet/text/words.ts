/** Characters that are words of their own: punctuation, ASCII's symbols, and ideographs, which are written without spaces. */
const ALONE = /[\p{P}$+<=>^`|~\p{Unified_Ideograph}]/gu;

/** Control and format characters, halves of surrogate pairs, and the mark for what could not be decoded. */
const INVISIBLE = /[\p{C}\uFFFD]/gu;

/**
 * A sentence's words as BERT's basic tokenizer makes them (Devlin et al., NAACL 2019): lower-cased, without accents, split at
 * spaces and at punctuation, each mark a word of its own. Takes any string.
 */
export function wordsOf(sentence: string): string[] {
  return sentence
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(ALONE, ' $& ')
    .split(' ')
    .filter((word) => word !== '');
}

/** Whether a character is always a word of its own. */
export function standsAlone(character: string): boolean {
  return character.search(ALONE) === 0;
}
