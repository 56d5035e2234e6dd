import type { Color, Verdict, VerdictChange } from '../../src-shared/verdict.ts';

/** A verdict before and after one decision. */
export interface Step {
  readonly before: Verdict;
  readonly after: Verdict;
}

const FIELDS = ['stars', 'flag', 'color'] as const;

/** The fields that differ, with their values afterwards. */
export function changedFields({ before, after }: Step): VerdictChange {
  return Object.fromEntries(
    FIELDS.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  );
}

/** More different changes than this are not listed one by one. */
const LISTED = 3;

/** What a batch of decisions gave. */
export interface ChangeCounts {
  /** Each value of one field, with how many photos were given it. */
  readonly changes: readonly { readonly change: VerdictChange; readonly photos: number }[];
  /** How many photos were given anything. */
  readonly photos: number;
}

/** What a batch of decisions did, for a person: "3 stars on 2 photos". */
export function summarise({ changes, photos }: ChangeCounts): string {
  if (changes.length === 0) return 'No change';
  if (changes.length > LISTED) return `Changed ${photosInWords(photos)}`;
  const list = changes.map(({ change, photos: count }) => phrase(change)(photosInWords(count)));
  return list.map((text, index) => (index === 0 ? text : lowerFirst(text))).join(', ');
}

function phrase(change: VerdictChange): (photos: string) => string {
  const { stars, flag, color } = change;
  if (stars !== undefined) {
    if (stars === 0) return (photos) => `Cleared the stars of ${photos}`;
    return (photos) => `${stars} ${stars === 1 ? 'star' : 'stars'} on ${photos}`;
  }
  if (flag !== undefined) {
    const verb = { pick: 'Picked', reject: 'Rejected', none: 'Cleared the flag of' }[flag];
    return (photos) => `${verb} ${photos}`;
  }
  if (color === undefined || color === 'none') return (photos) => `Cleared the label of ${photos}`;
  return (photos) => `${labelName(color)} label on ${photos}`;
}

function labelName(color: Color): string {
  return color.charAt(0).toUpperCase() + color.slice(1);
}

/** "1 photo", "2,000 photos". */
export function photosInWords(count: number): string {
  return count === 1 ? '1 photo' : `${count.toLocaleString('en-GB')} photos`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
