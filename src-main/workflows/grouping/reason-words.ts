import { SCORED_NAMES } from '../../../src-shared/attribute.ts';
import type { Reason } from './suggest.ts';

/** One sentence for a person: "Sharpest: a blur of 0.9 px, 3.1 px in the next best." */
export function reasonInWords({ by, value, nextBest, clear }: Reason): string {
  const ahead = clear ? '' : 'Just ahead. ';
  switch (by) {
    case 'focus':
      return nextBest === undefined
        ? `${ahead}Sharpest: a blur of ${pixels(value)}; the next best has no sharp edge.`
        : `${ahead}Sharpest: a blur of ${pixels(value)}, ${pixels(nextBest)} in the next best.`;
    case 'motion':
      return `${ahead}Steadiest: ${value === 0 ? 'no motion' : `${pixels(value)} of motion`}, ${pixels(nextBest ?? 0)} in the next best.`;
    case 'aesthetic':
      return `${ahead}Highest overall score: ${score(value)}, ${score(nextBest ?? 0)} for the next best.`;
    default:
      return `${ahead}${SCORED_NAMES[by]} leads: ${score(value)}, ${score(nextBest ?? 0)} for the next best.`;
  }
}

function pixels(value: number): string {
  return `${value.toFixed(1)} px`;
}

function score(value: number): string {
  return value.toFixed(2);
}
