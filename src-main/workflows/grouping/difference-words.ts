import { SCORED, SCORED_NAMES, type Scored } from '../../../src-shared/attribute.ts';
import type { MeasuredDifference } from '../../../src-shared/group.ts';
import type { Difference } from './difference.ts';

/** Of one side, and scores among them, at most: more would be read by nobody. */
const MOST = 4;
const MOST_SCORES = 2;
/** Weight of a blur that is twice another's: plain at a glance. */
const MUCH = 0.5;

/** "Sharper, but the horizon leans 1.8°."; undefined where nothing is notable. `differences`: what counts most first. */
export function differenceInWords(differences: readonly Difference[]): string | undefined {
  const said = (better: boolean) =>
    listed(
      worthSaying(differences.filter((difference) => difference.better === better)).map(
        (difference) => WORDS[difference.of](difference),
      ),
    );
  const words = [said(true), said(false)].filter((part) => part !== '').join(', but ');
  return words === '' ? undefined : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What was measured before what is a model's opinion; the overall score where no attribute says it more closely. */
function worthSaying(notable: readonly Difference[]): Difference[] {
  const isScore = ({ of }: Difference) => (SCORED as readonly string[]).includes(of);
  const scores = notable.filter(isScore);
  const attributes = scores.filter(({ of }) => of !== 'aesthetic');
  return [
    ...notable.filter((difference) => !isScore(difference)),
    ...(attributes.length > 0 ? attributes : scores).slice(0, MOST_SCORES),
  ].slice(0, MOST);
}

/** Adjectives, then what is a clause of its own: "softer and noisier, and the horizon leans 1.8°". */
function listed(words: readonly string[]): string {
  const isClause = (word: string) => / (is|leans) /.test(word);
  const parts = [joined(words.filter((word) => !isClause(word))), joined(words.filter(isClause))];
  return parts.filter((part) => part !== '').join(', and ');
}

/** "a", "a and b", "a, b and c". */
function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

const WORDS: Readonly<Record<MeasuredDifference | Scored, (difference: Difference) => string>> = {
  focus: ({ better, own, weight }) => {
    if (own === undefined) return 'nothing is sharp';
    return `${weight >= MUCH ? 'much ' : ''}${better === true ? 'sharper' : 'softer'}`;
  },
  motion: ({ better, own = 0 }) =>
    better === true ? 'steadier' : `blurred by a motion of ${own.toFixed(0)} px`,
  horizon: ({ better, own = 0 }) =>
    better === true ? 'straighter' : `the horizon leans ${own.toFixed(1)}°`,
  highlights: ({ better, own = 0 }) =>
    better === true ? 'less blown out' : `${percent(own)} of the frame is blown out`,
  shadows: ({ better, own = 0 }) =>
    better === true ? 'less of it black' : `${percent(own)} of the frame is black`,
  noise: ({ better }) => (better === true ? 'cleaner' : 'noisier'),
  ...(Object.fromEntries(
    SCORED.map((of) => [
      of,
      ({ better }: Difference) =>
        of === 'aesthetic'
          ? `${better === true ? 'better' : 'weaker'} overall`
          : `${better === true ? 'better' : 'poorer'} ${SCORED_NAMES[of].toLowerCase()}`,
    ]),
  ) as Record<Scored, (difference: Difference) => string>),
};

function percent(share: number): string {
  const size = share * 100;
  return `${size >= 10 ? size.toFixed(0) : size.toFixed(1)} %`;
}
