/** Whether well-rated pictures are punished for looks that are damage in others: darkness, brightness, no colour, softness. */
import {
  bootstrap,
  type BootstrapOptions,
  type Estimate,
} from '../../../src-aesnet/evaluation/bootstrap.ts';
import { quantile } from '../../../src-aesnet/evaluation/quantile.ts';
import { mean, take, type Values } from '../../../src-aesnet/evaluation/values.ts';
import type { PictureStatistics } from './picture-statistics.ts';

/** Looks by pixel statistics. */
export const LOOKS = {
  /** Low key. */
  dark: ({ brightness }) => brightness < 50,
  /** High key. */
  bright: ({ brightness }) => brightness > 180,
  /** Black and white, or nearly. */
  colourless: ({ chroma }) => chroma < 8,
  /** Hardly a sharp edge: shallow focus, mist, motion, which statistics of pixels do not tell apart. */
  soft: ({ detail }) => detail < 0.025,
} as const satisfies Record<string, (statistics: PictureStatistics) => boolean>;
export type Look = keyof typeof LOOKS;

export interface LookFigures {
  readonly pictures: number;
  /** People's mean and the model's mean score, in points. */
  readonly people: number;
  readonly model: number;
  /** Mean of score − people's mean. */
  readonly error: Estimate;
}

/** Every look, and the well-rated pictures that have none: a model's errors on the best lie below 0 anyway. */
export type DeliberateFigures = Readonly<Record<Look | 'usual', LookFigures>>;

/** Well rated: the best third. */
const WELL_RATED = 2 / 3;

/** `scores`, `people` (points) and `statistics` hold one value a picture. Figures of looks that no picture has are NaN. */
export function deliberateFigures(
  scores: Values,
  people: Values,
  statistics: readonly PictureStatistics[],
  options?: BootstrapOptions,
): DeliberateFigures {
  const bar = quantile(people, WELL_RATED);
  const rated = statistics.flatMap((of, row) =>
    (people[row] as number) >= bar ? [{ row, of }] : [],
  );
  const looks = Object.values(LOOKS);
  const figures = (keep: (of: PictureStatistics) => boolean): LookFigures => {
    const rows = rated.flatMap(({ row, of }) => (keep(of) ? [row] : []));
    const own = take(scores, rows);
    const theirs = take(people, rows);
    const errors = own.map((score, at) => score - (theirs[at] as number));
    return {
      pictures: rows.length,
      people: mean(theirs),
      model: mean(own),
      error: bootstrap(rows.length, (drawn) => mean(take(errors, drawn)), options),
    };
  };
  return {
    dark: figures(LOOKS.dark),
    bright: figures(LOOKS.bright),
    colourless: figures(LOOKS.colourless),
    soft: figures(LOOKS.soft),
    usual: figures((of) => !looks.some((look) => look(of))),
  };
}
