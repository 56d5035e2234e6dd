import type { Description, Parsed } from '../record.ts';

/** A comment as it is kept: blanks and line ends count for one blank. */
function tidied(comment: string): string {
  return comment.replace(/\s+/g, ' ').trim();
}

/** The comments of one attribute: a text, or a list of texts. Empty ones are left out, and so is a second copy of the same. */
export function commentsOf(value: unknown, name: string): Parsed<string[]> {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const texts = new Set<string>();
  for (const item of list) {
    if (typeof item !== 'string') {
      return { problem: `${name} has a comment that is not a text: ${JSON.stringify(item)}` };
    }
    const text = tidied(item);
    if (text !== '') texts.add(text);
  }
  return { value: [...texts] };
}

/** Comments as people's sentences of which no level is known. */
export function uncheckedComments(texts: readonly string[]): Description[] {
  return texts.map((text) => ({ text, source: 'human', checked: false, unit: 'none' }));
}
