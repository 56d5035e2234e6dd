/** A filter in words: one chip for each part that narrows the view. */
import { SCORED_NAMES } from '../../src-shared/attribute.ts';
import type { Filter, SortKey } from '../../src-shared/bridge.ts';
import type { Format } from '../../src-shared/photo.ts';
import type { Color, Flag } from '../../src-shared/verdict.ts';
import { formatDay, formatScore } from './format.ts';

export const FLAG_NAMES: Readonly<Record<Flag, string>> = {
  pick: 'Picked',
  reject: 'Rejected',
  none: 'Unflagged',
};

export const COLOR_NAMES: Readonly<Record<Color, string>> = {
  red: 'Red',
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  purple: 'Purple',
  none: 'No label',
};

export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  ...{ jpeg: 'JPEG', png: 'PNG', webp: 'WebP', tiff: 'TIFF' },
  ...{ avif: 'AVIF', heic: 'HEIC', gif: 'GIF', raw: 'RAW' },
};

export const SORT_NAMES: Readonly<Record<SortKey, string>> = {
  ...SCORED_NAMES,
  best: 'Overall score',
  aesthetic: 'General score',
  personal: 'Your score',
  time: 'Capture time',
  name: 'File name',
  added: 'Time added',
  focus: 'Focus',
  stars: 'Stars',
};

/** What each direction means, so that nobody has to think about arrows: [ascending, descending]. */
export function directionNames(by: SortKey): readonly [ascending: string, descending: string] {
  if (by === 'time' || by === 'added') return ['Oldest first', 'Newest first'];
  if (by === 'name') return ['A to Z', 'Z to A'];
  if (by === 'focus') return ['Sharpest first', 'Softest first'];
  return ['Lowest first', 'Highest first'];
}

/** The direction in which the photos that one looks for come first. */
export function usualDirection(by: SortKey): 'ascending' | 'descending' {
  return by === 'name' || by === 'focus' ? 'ascending' : 'descending';
}

type Part =
  | 'collection'
  | 'score'
  | 'stars'
  | 'flags'
  | 'colors'
  | 'formats'
  | 'dates'
  | 'failed'
  | 'conflict'
  | 'name';

export interface FilterChip {
  readonly part: Part;
  readonly text: string;
  /** What takes it away. */
  readonly without: { readonly [K in keyof Filter]?: undefined };
}

function range(min: string | undefined, max: string | undefined): string {
  if (min !== undefined && max !== undefined) return min === max ? min : `${min} – ${max}`;
  return min === undefined ? `up to ${max ?? ''}` : `from ${min}`;
}

/**
 * The parts of a filter apart from the place, in the order of the filter panel. `collection` is the name of one that
 * narrows a place; alone it is a place itself.
 */
export function filterChips(filter: Filter, collection?: string): FilterChip[] {
  const { score, stars, flags, colors, formats, from, to, failed, conflict, name } = filter;
  const chips: (FilterChip | undefined)[] = [
    collection === undefined
      ? undefined
      : { part: 'collection', text: collection, without: { collection: undefined } },
    score && {
      part: 'score',
      text: `${score.of === 'personal' ? 'Your score' : SCORED_NAMES[score.of]} ${range(
        score.min === undefined ? undefined : formatScore(score.min),
        score.max === undefined ? undefined : formatScore(score.max),
      )}`,
      without: { score: undefined },
    },
    stars && { part: 'stars', text: starsText(stars), without: { stars: undefined } },
    flags && {
      part: 'flags',
      text: flags.map((flag) => FLAG_NAMES[flag]).join(' or '),
      without: { flags: undefined },
    },
    colors && {
      part: 'colors',
      text: colors.map((color) => COLOR_NAMES[color]).join(' or '),
      without: { colors: undefined },
    },
    formats && {
      part: 'formats',
      text: formats.map((format) => FORMAT_NAMES[format]).join(' or '),
      without: { formats: undefined },
    },
    from === undefined && to === undefined
      ? undefined
      : {
          part: 'dates',
          text: range(
            from === undefined ? undefined : formatDay(from, 'short'),
            to === undefined ? undefined : formatDay(to, 'short'),
          ),
          without: { from: undefined, to: undefined },
        },
    failed === true
      ? { part: 'failed', text: 'Could not be read', without: { failed: undefined } }
      : undefined,
    conflict === true
      ? { part: 'conflict', text: 'Files disagree', without: { conflict: undefined } }
      : undefined,
    name === undefined
      ? undefined
      : { part: 'name', text: `Named “${name}”`, without: { name: undefined } },
  ];
  return chips.filter((chip) => chip !== undefined);
}

function starsText({ min, max }: { min: number; max: number }): string {
  if (min === 0 && max === 0) return 'No stars';
  if (max === 5) return min === 5 ? '★ 5' : `★ ${min} or more`;
  return min === max ? `★ ${min}` : `★ ${min} – ${max}`;
}
