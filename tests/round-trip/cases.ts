import type { Verdict } from '../../src-shared/verdict.ts';

/** A verdict that goes to an editor, or comes from one. */
export interface Case {
  /** Of the property, as the table names it. */
  readonly property: string;
  /** File name without an extension. */
  readonly name: string;
  readonly verdict: Verdict;
  /** What was written before it, where something is to be taken away or changed. */
  readonly before?: Verdict;
}

const NONE: Verdict = { stars: 0, flag: 'none', color: 'none' };
const FULL: Verdict = { stars: 5, flag: 'reject', color: 'red' };

export const CASES: readonly Case[] = [
  ...([1, 2, 3, 4, 5] as const).map((stars) => ({
    property: '1 to 5 stars',
    name: `stars${stars}`,
    verdict: { ...NONE, stars },
  })),
  { property: 'Pick', name: 'pick', verdict: { ...NONE, flag: 'pick' } },
  { property: 'Reject', name: 'reject', verdict: { ...NONE, flag: 'reject' } },
  {
    property: 'Stars of a rejected photo',
    name: 'rejectstars',
    verdict: { stars: 4, flag: 'reject', color: 'none' },
  },
  ...(['red', 'yellow', 'green', 'blue', 'purple'] as const).map((color) => ({
    property: `Colour: ${color}`,
    name: color,
    verdict: { ...NONE, color },
  })),
  { property: 'All taken away', name: 'cleared', verdict: NONE, before: FULL },
  {
    property: 'All changed',
    name: 'changed',
    verdict: { stars: 2, flag: 'none', color: 'blue' },
    before: FULL,
  },
];

/** The properties of the table, in its order. */
export const PROPERTIES: readonly string[] = [...new Set(CASES.map(({ property }) => property))];
