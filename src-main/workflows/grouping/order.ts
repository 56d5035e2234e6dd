import type { GroupingPhoto } from './types.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** Natural order of names (`IMG_2` before `IMG_10`); what it calls equal is settled by the path's code units. */
export function compareNames(
  a: Pick<GroupingPhoto, 'name' | 'path'>,
  b: Pick<GroupingPhoto, 'name' | 'path'>,
): number {
  return collator.compare(a.name, b.name) || comparePaths(a, b);
}

export function comparePaths(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
