import type { Choice } from '../engine/headless-photos.ts';
import { COLORS, FLAGS } from '../../src-shared/verdict.ts';
import { usageError } from './usage.ts';

/** Options by which commands choose photos. */
export const CHOICE_OPTIONS = {
  stars: { type: 'string' },
  flag: { type: 'string', multiple: true },
  color: { type: 'string', multiple: true },
} as const;

/** Which photos are meant: `--stars 3`, `3+` or `2-4`; `--flag pick`; `--color red`. Throws `bad-usage`. */
export function choiceFrom(values: {
  readonly stars?: string;
  readonly flag?: readonly string[];
  readonly color?: readonly string[];
}): Choice {
  return {
    ...(values.stars !== undefined && { stars: starsFrom(values.stars) }),
    ...(values.flag !== undefined && {
      flags: values.flag.map((one) => oneOf('flag', one, FLAGS)),
    }),
    ...(values.color !== undefined && {
      colors: values.color.map((one) => oneOf('color', one, COLORS)),
    }),
  };
}

function starsFrom(given: string): { min: number; max: number } {
  const [, low = '', plus, high] = /^([0-5])(?:(\+)|-([0-5]))?$/.exec(given) ?? [];
  const min = Number(low);
  const max = plus === '+' ? 5 : Number(high ?? low);
  if (low === '' || max < min) {
    throw usageError(`--stars: expected 3, 3+ or 2-4, received “${given}”.`);
  }
  return { min, max };
}

/** One of several words, or `bad-usage`. */
export function oneOf<const T extends string>(name: string, given: string, known: readonly T[]): T {
  const found = known.find((word) => word === given);
  if (found === undefined) {
    throw usageError(`--${name}: expected one of ${known.join(', ')}, received “${given}”.`);
  }
  return found;
}
