/** What was tried in folds of held-out decisions, and which network foretells most in them. */
import type { Comparison } from '../../../src-aesnet/personal/gate.ts';
import { moderated } from '../../../src-aesnet/personal/held-out.ts';
import { logSigmoid } from '../../../src-aesnet/personal/posterior.ts';
import type { Depth } from '../../../src-aesnet/training/taste-step-graph.ts';

/** Photos held out in one fold, and what each model that has not seen them makes of them, in points. */
export interface FoldTrial {
  /** Their rows in the table, and their groups. */
  readonly photos: readonly number[];
  readonly groups: readonly string[];
  readonly general: readonly number[];
  readonly closedForm: readonly number[];
  /** What the network adds to the closed form's scores, after each look. */
  readonly added: readonly (readonly number[])[];
  /** Pairs that the person told apart, the preferred photo first, by their places here. */
  readonly pairs: readonly (readonly [better: number, worse: number])[];
  /** Of each pair, the posterior variance of the closed form's difference, points². */
  readonly variances: readonly number[];
  /** s of the closed form, and the prior's of the general score: points a unit of log-odds. */
  readonly scale: number;
  readonly generalScale: number;
}

/** A model that was tried, by its scores in every fold. `network` is absent for one that is none. */
export interface Candidate {
  readonly network?: { readonly depth: Depth; readonly steps: number };
  readonly scores: readonly (readonly number[])[];
  /** By how much the preferred photo of each pair is ahead, in units of log-odds. */
  readonly leads: readonly (readonly number[])[];
}

/**
 * What leads are multiplied by: how sure a person is of their order is not known to any of the models, and one is not to win by
 * being surer of the same order.
 */
const SHARPNESS = [0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4];

export function generalScore(folds: readonly FoldTrial[]): Candidate {
  return {
    scores: folds.map(({ general }) => general),
    leads: folds.map(({ general, pairs, generalScale }) =>
      pairs.map(
        ([better, worse]) =>
          ((general[better] as number) - (general[worse] as number)) / generalScale,
      ),
    ),
  };
}

export function closedForm(folds: readonly FoldTrial[]): Candidate {
  return personal(
    folds,
    folds.map((fold) => fold.closedForm),
  );
}

/** The network after each of these numbers of steps, which are those of the looks. */
export function networks(
  depth: Depth,
  folds: readonly FoldTrial[],
  looks: readonly number[],
): Candidate[] {
  return looks.map((steps, look) => ({
    network: { depth, steps },
    ...personal(
      folds,
      folds.map((fold) =>
        fold.closedForm.map((score, place) => score + (fold.added[look]?.[place] ?? NaN)),
      ),
    ),
  }));
}

function personal(folds: readonly FoldTrial[], scores: Candidate['scores']): Candidate {
  return {
    scores,
    leads: folds.map(({ pairs, variances, scale }, fold) => {
      const own = scores[fold] as readonly number[];
      return pairs.map(([better, worse], at) =>
        moderated((own[better] as number) - (own[worse] as number), variances[at] as number, scale),
      );
    }),
  };
}

/** The candidate that foretells most in the folds that count, and the sharpness with which it does. */
export function best(
  candidates: readonly Candidate[],
  counts: (fold: number) => boolean,
): { readonly candidate: Candidate | undefined; readonly sharpness: number } {
  let least = Infinity;
  let candidate: Candidate | undefined;
  let sharpness = 1;
  for (const each of candidates) {
    const leads = each.leads.filter((_, fold) => counts(fold)).flat();
    for (const tried of SHARPNESS) {
      const sum = leads.reduce((total, lead) => total + lossOf(lead, tried), 0);
      if (sum < least) [least, candidate, sharpness] = [sum, each, tried];
    }
  }
  return { candidate, sharpness };
}

/** Of every fold log-losses and scores, by what foretells most in the others: no figure has chosen itself. */
export function crossFitted(
  candidates: readonly Candidate[],
  folds: readonly FoldTrial[],
): { readonly losses: number[]; readonly scores: ReadonlyMap<number, number> } {
  const losses: number[] = [];
  const scores = new Map<number, number>();
  for (const [own, { photos }] of folds.entries()) {
    const { candidate, sharpness } = best(candidates, (fold) => fold !== own);
    for (const lead of candidate?.leads[own] ?? []) losses.push(lossOf(lead, sharpness));
    for (const [place, score] of (candidate?.scores[own] ?? []).entries()) {
      scores.set(photos[place] as number, score);
    }
  }
  return { losses, scores };
}

/** The pairs of all folds with the log-losses of two models. */
export function comparisonsOf(
  folds: readonly FoldTrial[],
  general: readonly number[],
  personal: readonly number[],
): Comparison[] {
  const names = folds.flatMap(({ pairs, groups }) =>
    pairs.map(([better, worse]) => [groups[better] as string, groups[worse] as string] as const),
  );
  return names.map(([betterGroup, worseGroup], at) => ({
    ...{ betterGroup, worseGroup },
    general: general[at] as number,
    personal: personal[at] as number,
  }));
}

const lossOf = (lead: number, sharpness: number) => -logSigmoid(sharpness * lead);
