/** Whether learning a taste helps: simulated people rate some pictures, and the others are ranked for them. */
import { pairAccuracy } from '../evaluation/pair-accuracy.ts';
import { quantile } from '../evaluation/quantile.ts';
import { mean, standardDeviation, take } from '../evaluation/values.ts';
import { Random } from '../random.ts';
import type { Decision } from './decisions.ts';
import { falseRejectBounds } from './false-reject.ts';
import { fitPerson, type PersonalModel } from './fit-person.ts';
import { judgeGate } from './gate.ts';
import { heldOut, type HeldOut } from './held-out.ts';
import { personalScores, personalSpreads } from './personal-score.ts';
import type { TastePrior } from './prior.ts';
import { PRIOR_PEOPLE, setPrior, starsOf } from './set-prior.ts';
import { simulatePerson, type PeoplesMeans, type SimulatedPerson } from './simulated-people.ts';
import { oracle, unanchored } from './simulation-heads.ts';
import {
  summariseSimulation,
  type PersonFigures,
  type SimulationFigures,
} from './simulation-figures.ts';
import {
  tasteTable,
  type PictureOutputs,
  type TasteBasis,
  type TasteTable,
} from './taste-basis.ts';

/** Pictures with what a model says of them and what people said. */
export interface RatedPictures {
  readonly outputs: PictureOutputs;
  readonly means: PeoplesMeans;
}

export interface SimulationOptions {
  /** Set on pictures that nobody rates here. */
  readonly basis: TasteBasis;
  /**
   * Pictures on which the prior is set. Absent: it is set on one half of the rated pictures and the figures come from the
   * other, and the other way about.
   */
  readonly priorFrom?: RatedPictures;
  readonly people?: number;
  /** Other people, whom each prior is set on: 40. Fewer are quicker and set it less well. */
  readonly priorPeople?: number;
  readonly seed?: number;
  /** Whether the gate and the false-reject bound are tried, too: most of the time. */
  readonly gate?: boolean;
  onProgress?(done: number, count: number): void;
}

/** How many pictures a person has rated. */
const COUNTS = [0, 10, 25, 50, 100] as const;
/** Ratings with which the bound of lost keepers and the coverage are judged. */
const JUDGED_AT = 50;
/** Stars from which a simulated person keeps a picture. */
const KEEPS_FROM = 4;
/** Shares of the library below the cut-offs that are offered. */
const CUT_OFFS = [0.2, 0.4, 0.6];
/** A kind of head with its features on the rated pictures, and its priors: one for each half of the people. */
interface Head {
  readonly table: TasteTable;
  readonly priors: readonly TastePrior[];
}

/**
 * The fixed simulation of METHOD, section 5. Person i rates pictures of half i mod 2, in an order of their own, and every head
 * ranks the rest of that half; pair accuracy is against how much the person likes these. The same for the same seed.
 */
export function simulatePeople(
  rated: RatedPictures,
  options: SimulationOptions,
): SimulationFigures {
  const { basis, priorFrom, people: count = 200, priorPeople = PRIOR_PEOPLE } = options;
  const { seed = 1, gate = true, onProgress } = options;
  const every = Uint32Array.from(rated.outputs.score, (_, row) => row);
  const halves = priorFrom === undefined ? halvesOf(every, seed) : [every, every];
  // Figures of one half come with the prior of the other.
  const sources = halves.map((_, h) =>
    priorFrom === undefined
      ? { pictures: rated, rows: halves[1 - h] as Uint32Array }
      : { pictures: priorFrom, rows: Uint32Array.from(priorFrom.outputs.score, (_, row) => row) },
  );
  const headOf = (make: (pictures: RatedPictures) => TasteTable, careful: boolean): Head => ({
    table: make(rated),
    priors: sources.map(({ pictures, rows }) =>
      setPrior(make(pictures), { means: pictures.means, rows, seed, careful, people: priorPeople }),
    ),
  });
  const anchored = headOf(({ outputs }) => tasteTable(basis, outputs), true);
  const heads = {
    anchored,
    unanchored: headOf(({ outputs }) => unanchored(tasteTable(basis, outputs)), false),
    oracle: headOf(({ outputs, means }) => oracle(tasteTable(basis, outputs), means), true),
  };
  const general = anchored.table.score;
  const points = {
    center: mean(rated.means.aesthetic),
    deviation: standardDeviation(rated.means.aesthetic),
  };
  const simulated = Array.from({ length: count }, (_, index) => {
    const person = simulatePerson(rated.means, seed, index);
    const half = index % 2;
    const order = Random.from(seed, index, 1).shuffle((halves[half] as Uint32Array).slice());
    return { person, half, order };
  });
  const figures: PersonFigures[] = simulated.map(() => ({ at: {} }));
  for (const ratings of COUNTS) {
    const fitted = simulated.map(({ person, half, order }) => {
      const decisions = starsOf(person, order.subarray(0, ratings));
      const fit = ({ table, priors }: Head) =>
        fitPerson(table, decisions, priors[half] as TastePrior);
      return {
        decisions,
        anchored: fit(heads.anchored),
        unanchored: fit(heads.unanchored),
        oracle: fit(heads.oracle),
      };
    });
    for (const [index, { person, half, order }] of simulated.entries()) {
      const own = fitted[index] as (typeof fitted)[number];
      // Of the same half, where there are as many.
      const other = fitted[(index + 2) % count] as (typeof fitted)[number];
      const rest = order.subarray(ratings);
      const liking = take(person.liking, rest);
      const accuracyOf = (table: TasteTable, model: PersonalModel) =>
        pairAccuracy(take(personalScores(table, model), rest), liking);
      const into = figures[index] as PersonFigures;
      const out = gate && ratings >= 25 ? outOfFold(anchored, own.decisions, half) : undefined;
      into.at[ratings] = {
        generic: pairAccuracy(take(general, rest), liking),
        anchored: accuracyOf(anchored.table, own.anchored),
        unanchored: accuracyOf(heads.unanchored.table, own.unanchored),
        another: accuracyOf(anchored.table, other.anchored),
        oracle: accuracyOf(heads.oracle.table, own.oracle),
        ...(out !== undefined && { open: judgeGate(out.comparisons).open }),
      };
      if (ratings === JUDGED_AT) {
        const truth = liking.map((value) => points.center + points.deviation * value);
        into.covered = covered(anchored.table, own.anchored, rest, truth);
        if (out !== undefined)
          into.boundHolds = boundHolds(anchored.table, own.anchored, person, order, out);
      }
      onProgress?.(COUNTS.indexOf(ratings) * count + index + 1, COUNTS.length * count);
    }
  }
  return summariseSimulation(figures, rated.outputs.score.length, seed);
}

function halvesOf(rows: Uint32Array, seed: number): Uint32Array[] {
  const order = Random.from(seed).shuffle(rows.slice());
  return [0, 1].map((half) => order.filter((_, at) => at % 2 === half));
}

function outOfFold({ table, priors }: Head, decisions: readonly Decision[], half: number): HeldOut {
  return heldOut(table, decisions, priors[half] as TastePrior, { groupOf: String, repeats: 4 });
}

/** The share of photos whose liking lies in the central 90 % of what the model foretells: f with its posterior, and s. */
function covered(
  table: TasteTable,
  model: PersonalModel,
  rest: Uint32Array,
  truth: Float64Array,
): number {
  const scores = personalScores(table, model);
  const spreads = personalSpreads(table, model);
  // Half of the width of the central 90 % of a normal distribution, and the deviation of a standard logistic one.
  const [z, logistic] = [1.645, Math.PI / Math.sqrt(3)];
  const inside = Array.from(rest).filter((photo, at) => {
    const width = z * Math.hypot(spreads[photo] as number, logistic * model.scale);
    return Math.abs((truth[at] as number) - (scores[photo] as number)) <= width;
  });
  return inside.length / rest.length;
}

/** Whether at every cut-off the share of keepers lost among the photos not rated is within the bound. */
function boundHolds(
  table: TasteTable,
  model: PersonalModel,
  { stars }: SimulatedPerson,
  order: Uint32Array,
  { scores: out }: HeldOut,
): boolean {
  const scores = personalScores(table, model);
  const cutOffs = CUT_OFFS.map((share) => quantile(take(scores, order), share));
  const keeps = (photo: number) => (stars[photo] as number) >= KEEPS_FROM;
  const kept = [...out].flatMap(([photo, score]) => (keeps(photo) ? [score] : []));
  const others = Array.from(order.subarray(out.size)).filter(keeps);
  return falseRejectBounds(kept, cutOffs).every(({ cutOff, upper }) => {
    const lost = others.filter((photo) => (scores[photo] as number) < cutOff).length;
    return lost / others.length <= upper;
  });
}
