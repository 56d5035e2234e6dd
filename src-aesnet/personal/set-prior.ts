/** Sets the prior on simulated people. */
import { take } from '../evaluation/values.ts';
import { Random } from '../random.ts';
import { cautious, type KnownPerson } from './caution.ts';
import type { Decision } from './decisions.ts';
import { designOf } from './design.ts';
import { fitPrior, type TastePrior } from './prior.ts';
import { simulatePerson, type PeoplesMeans, type SimulatedPerson } from './simulated-people.ts';
import {
  tasteTable,
  type PictureOutputs,
  type TasteBasis,
  type TasteTable,
} from './taste-basis.ts';

/** People whose likeliest prior is sought. */
export const PRIOR_PEOPLE = 40;
/** Stars of each of them. */
const PRIOR_RATINGS = 100;
/** For each of them, so many people more by whom the prior is weakened, and their stars in turn. */
const CAUTION_RATIO = 2.5;
const CAUTION_RATINGS = [10, 25, 50, 100];
/** Seeds of people must differ from those of the people that figures are of. */
const PRIOR_SEED = 1000;

export interface PriorOptions {
  readonly means: PeoplesMeans;
  /** Pictures that they rate. */
  readonly rows: Uint32Array;
  readonly seed: number;
  readonly people?: number;
  /** Whether the likeliest strengths are weakened until hardly anybody loses. */
  readonly careful: boolean;
}

/** The prior of simulated people who rate some of the pictures. The same for the same seed. */
export function setPrior(table: TasteTable, options: PriorOptions): TastePrior {
  const { means, rows, seed, careful, people = PRIOR_PEOPLE } = options;
  const raters = (first: number, count: number, ratings: (at: number) => number) =>
    Array.from({ length: count }, (_, at): KnownPerson => {
      const person = simulatePerson(means, seed + PRIOR_SEED, first + at);
      const order = Random.from(seed + PRIOR_SEED, first + at, 1).shuffle(rows.slice());
      const others = order.subarray(ratings(at));
      return {
        decisions: starsOf(person, order.subarray(0, ratings(at))),
        others,
        liking: take(person.liking, others),
      };
    });
  const designs = raters(0, people, () => PRIOR_RATINGS).map(({ decisions }) =>
    designOf(table, decisions),
  );
  const prior = fitPrior(designs, table.groups);
  if (!careful) return prior;
  const turn = (at: number) => CAUTION_RATINGS[at % CAUTION_RATINGS.length] as number;
  return cautious(table, prior, raters(people, CAUTION_RATIO * people, turn));
}

/** The prior that a model ships with: set on people who rate all of these pictures. */
export function priorFromPeople(
  basis: TasteBasis,
  { outputs, means }: { readonly outputs: PictureOutputs; readonly means: PeoplesMeans },
): TastePrior {
  const rows = Uint32Array.from(outputs.score, (_, row) => row);
  return setPrior(tasteTable(basis, outputs), { means, rows, seed: 1, careful: true });
}

/** What a simulated person said of photos. */
export function starsOf({ stars }: SimulatedPerson, photos: Uint32Array): Decision[] {
  return Array.from(photos, (photo) => ({ kind: 'stars', photo, stars: stars[photo] as number }));
}
