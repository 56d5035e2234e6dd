/** Out-of-fold predictions of a person's own decisions. */
import { groupedFolds } from '../linear/folds.ts';
import type { Decision } from './decisions.ts';
import type { Comparison } from './gate.ts';
import { fitPerson } from './fit-person.ts';
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

/**
 * Fits without each fold in turn and predicts it. Stars are compared with other stars of the fold, flags with flags of the
 * same shoot. Pair decisions are learnt from where neither photo is held out and are not compared: those that count were
 * foretold when they were made. Nothing is held out where there are fewer groups than folds.
 */
export function heldOut(
  table: TasteTable,
  decisions: readonly Decision[],
  prior: TastePrior,
  { groupOf, folds: count = FOLDS, repeats = REPEATS, seed = 1 }: HeldOutOptions,
): HeldOut {
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
      const own = personalScores(table, model);
      const held = single.filter(({ photo }) => inFold(photo));
      if (repeat === 0) for (const { photo } of held) scores.set(photo, own[photo] as number);
      for (const [i, a] of held.entries()) {
        for (const b of held.slice(i + 1)) {
          const order = preference(a, b);
          if (order === 0 || a.photo === b.photo) continue;
          const [better, worse] = order > 0 ? [a.photo, b.photo] : [b.photo, a.photo];
          const variance = differenceVariance(table, model, better, worse);
          const difference = (own[better] as number) - (own[worse] as number);
          const general = (table.score[better] as number) - (table.score[worse] as number);
          const key = `${better} ${worse}`;
          const before = found.get(key);
          const times = (before?.times ?? 0) + 1;
          const loss = -logSigmoid(moderated(difference, variance, model.scale));
          found.set(key, {
            betterGroup: groupOf(better),
            worseGroup: groupOf(worse),
            general: -logSigmoid(general / prior.generalScale),
            personal: (before?.personal ?? 0) + (loss - (before?.personal ?? 0)) / times,
            times,
          });
        }
      }
    }
  }
  return { comparisons: [...found.values()], scores };
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
