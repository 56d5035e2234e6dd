import { SCORED, SCORED_NAMES, type Scored } from '../../../src-shared/attribute.ts';
import type { Reason } from './suggest.ts';

/**
 * One sentence for a person: "Sharper than the next best: a blur of 0.9 px against 3.1 px." It is the next best that is
 * compared with: another may be sharper still, and worse altogether.
 */
export function reasonInWords(reason: Reason): string {
  const lead = reason.clear ? LEADS[reason.by] : 'Hardly ahead of';
  return `${lead} the next best: ${figures(reason)}.`;
}

const LEADS: Readonly<Record<Reason['by'], string>> = {
  focus: 'Sharper than',
  motion: 'Steadier than',
  ...(Object.fromEntries(SCORED.map((of) => [of, 'Better than'])) as Record<Scored, string>),
};

function figures({ by, value, nextBest }: Reason): string {
  switch (by) {
    case 'focus':
      return nextBest === undefined
        ? `a blur of ${pixels(value)} against no sharp edge`
        : `a blur of ${pixels(value)} against ${pixels(nextBest)}`;
    case 'motion':
      return `${value === 0 ? 'no motion' : `a motion of ${pixels(value)}`} against ${pixels(nextBest ?? 0)}`;
    default:
      return `${SCORED_NAMES[by]} ${score(value)} against ${score(nextBest ?? 0)}`;
  }
}

function pixels(value: number): string {
  return `${value.toFixed(1)} px`;
}

function score(value: number): string {
  return value.toFixed(2);
}
