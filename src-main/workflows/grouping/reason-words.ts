import { SCORED, SCORED_NAMES, type Scored } from '../../../src-shared/attribute.ts';
import type { Reason } from './suggest.ts';

/**
 * One sentence for a person: "Sharper than the next best: a blur of 0.9 px against 3.1 px." It is the next best that is
 * compared with: another may be sharper still, and worse altogether. Figures that are the same as they are shown stand once.
 */
export function reasonInWords({ by, value, nextBest, clear }: Reason): string {
  const { lead, shown } = WORDS[by];
  const [one, other] = [shown(value), nextBest === undefined ? 'no sharp edge' : shown(nextBest)];
  if (one === other) return `As good as the next best: ${one}.`;
  return `${clear ? lead : 'Hardly ahead of'} the next best: ${one} against ${short(other)}.`;
}

interface Words {
  readonly lead: string;
  shown(value: number): string;
}

const WORDS: Readonly<Record<Reason['by'], Words>> = {
  focus: { lead: 'Sharper than', shown: (value) => `a blur of ${pixels(value)}` },
  motion: {
    lead: 'Steadier than',
    shown: (value) => (value === 0 ? 'no motion' : `a motion of ${pixels(value)}`),
  },
  ...(Object.fromEntries(
    SCORED.map((of): [Scored, Words] => [
      of,
      { lead: 'Better than', shown: (value) => `${SCORED_NAMES[of]} ${value.toFixed(2)}` },
    ]),
  ) as Record<Scored, Words>),
};

/** The figure alone: what it is a figure of has been said. */
function short(words: string): string {
  return /[\d.]+( px)?$/.exec(words)?.[0] ?? words;
}

function pixels(value: number): string {
  return `${value.toFixed(1)} px`;
}
