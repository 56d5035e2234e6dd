/** Out-of-fold predictions of a person's own decisions. */
import { groupedFolds } from '../linear/folds.ts';
import type { Decision } from './decisions.ts';
import { Random } from '../random.ts';
import { fitPerson, type PersonalModel } from './fit-person.ts';
import type { Comparison } from './gate.ts';
import { differenceVariance, personalScores } from './personal-score.ts';
import { logSigmoid } from './posterior.ts';
import { preference } from './preferred-pairs.ts';
import type { TastePrior } from './prior.ts';
import type { TasteTable } from './taste-basis.ts';

export interface HeldOutOptions {
  /** The shoot or burst of a photo: photos of one group are never on both sides. */
  groupOf(photo: number): string;
  readonly folds?: number;
  /** Partitions into folds: each brings other photos together. */
  readonly repeats?: number;
  readonly seed?: number;
}

export interface HeldOut {
  /** Pairs of stars or flags that the person told apart, both held out; log-losses are means over the partitions. */
  readonly comparisons: readonly Comparison[];
  /** Out-of-fold personal score of every photo with stars or a flag, points: of the first partition. */
  readonly scores: ReadonlyMap<number, number>;
}

const FOLDS = 5;
const REPEATS = 8;
/** From so many decisions on one partition is as good as several, which would take minutes. */
const MANY = 1500;
/** Comparisons of one fold at most, drawn at random: thousands of stars would make millions. */
const MOST_OF_FOLD = 5000;

type Single = Exclude<Decision, { readonly kind: 'pair' }>;

/**
 * Fits without each fold in turn and predicts it. Stars are compared with other stars of the fold, flags with flags of the
 * same shoot. Pair decisions are learnt from where neither photo is held out and are not compared: those that count were
 * foretold when they were made. Nothing is held out where there are fewer groups than folds.
 */
export function heldOut(
  table: TasteTable,
  decisions: readonly Decision[],
  prior: TastePrior,
  options: HeldOutOptions,
): HeldOut {
  const { groupOf, folds: count = FOLDS, seed = 1 } = options;
  const { repeats = decisions.length < MANY ? REPEATS : 1 } = options;
  const single = decisions.filter((decision) => decision.kind !== 'pair');
  const groups = [...new Set(single.map(({ photo }) => groupOf(photo)))];
  const scores = new Map<number, number>();
  if (groups.length < count) return { comparisons: [], scores };
  const found = new Map<string, Comparison & { times: number }>();
  for (let repeat = 0; repeat < repeats; repeat++) {
    const folds = groupedFolds(groups, count, seed + repeat);
    const foldOf = new Map(groups.map((group, at) => [group, folds.of[at] as number]));
    for (let fold = 0; fold < folds.count; fold++) {
      const inFold = (photo: number) => foldOf.get(groupOf(photo)) === fold;
      const model = fitPerson(
        table,
        decisions.filter((d) => !touches(d, inFold)),
        prior,
      );
      const held = single.filter(({ photo }) => inFold(photo));
      const own = personalScores(table, model);
      if (repeat === 0) {
        for (const { photo } of held) scores.set(photo, own[photo] as number);
      }
      const random = Random.from(seed + repeat, fold);
      for (const one of compareDecisions(table, held, { ...model, own }, prior, groupOf, random)) {
        const key = `${one.better} ${one.worse}`;
        const before = found.get(key);
        const times = (before?.times ?? 0) + 1;
        const personal = (before?.personal ?? 0) + (one.personal - (before?.personal ?? 0)) / times;
        const { betterGroup, worseGroup, general } = one;
        found.set(key, { betterGroup, worseGroup, general, personal, times });
      }
    }
  }
  return { comparisons: [...found.values()], scores };
}

/**
 * What a model that has seen none of these decisions makes of those that differ, two by two: as `heldOut` compares them, of so
 * many pairs at most a random part. `own`: its scores of all photos, points.
 */
export function* compareDecisions(
  table: TasteTable,
  held: readonly Single[],
  model: PersonalModel & { readonly own: Float64Array },
  { generalScale }: Pick<TastePrior, 'generalScale'>,
  groupOf: (photo: number) => string,
  random: Random,
): Generator<Comparison & { readonly better: number; readonly worse: number }> {
  for (const [a, b] of pairsOf(held, random)) {
    const order = preference(a, b);
    if (order === 0 || a.photo === b.photo) continue;
    const [better, worse] = order > 0 ? [a.photo, b.photo] : [b.photo, a.photo];
    const losses = foretell(table, model, model.own, generalScale, better, worse);
    yield { better, worse, betterGroup: groupOf(better), worseGroup: groupOf(worse), ...losses };
  }
}

/** Log-losses of "better is preferred to worse" under the general and the personal model, nats. */
export function foretell(
  table: TasteTable,
  model: PersonalModel,
  own: Float64Array,
  generalScale: number,
  better: number,
  worse: number,
): Pick<Comparison, 'general' | 'personal'> {
  const variance = differenceVariance(table, model, better, worse);
  const difference = (own[better] as number) - (own[worse] as number);
  const general = (table.score[better] as number) - (table.score[worse] as number);
  return {
    general: -logSigmoid(general / generalScale),
    personal: -logSigmoid(moderated(difference, variance, model.scale)),
  };
}

function* pairsOf(held: readonly Single[], random: Random): Generator<readonly [Single, Single]> {
  const all = (held.length * (held.length - 1)) / 2;
  if (all <= MOST_OF_FOLD) {
    for (const [i, a] of held.entries()) for (const b of held.slice(i + 1)) yield [a, b];
    return;
  }
  for (let drawn = 0; drawn < MOST_OF_FOLD; drawn++) yield [random.pick(held), random.pick(held)];
}

/** z = f(i) − f(j) in units of s, drawn towards 0 by what is not known of it (MacKay 1992). */
export function moderated(difference: number, variance: number, scale: number): number {
  return difference / scale / Math.sqrt(1 + (Math.PI / 8) * (variance / (scale * scale)));
}

function touches(decision: Decision, inFold: (photo: number) => boolean): boolean {
  return decision.kind === 'pair'
    ? inFold(decision.better) || inFold(decision.worse)
    : inFold(decision.photo);
}
