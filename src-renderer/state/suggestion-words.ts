/** What suggested edits are predicted to change, as a person reads it. */
import { RATED_ATTRIBUTES, SCORED_NAMES, type RatedAttribute } from '../../src-shared/attribute.ts';
import type { Suggestion } from '../../src-shared/suggestion.ts';
import { formatChange } from './format.ts';

/** Attributes by how much they are predicted to change, the most first; what does not change is left out. */
export function changesInWords(
  attributes: Suggestion['attributes'],
): { readonly attribute: RatedAttribute; readonly name: string; readonly change: string }[] {
  return RATED_ATTRIBUTES.flatMap((attribute) => {
    const by = attributes[attribute];
    return by === undefined ? [] : [{ attribute, by }];
  })
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .map(({ attribute, by }) => ({
      attribute,
      name: SCORED_NAMES[attribute],
      change: formatChange(by),
    }))
    .filter(({ change }) => /[1-9]/.test(change));
}
