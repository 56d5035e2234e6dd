/**
 * Deep fine-tuning of one person's taste (METHOD.md section 5).
 *
 * Head and last stage are each tried on held-out decisions, with the closed-form model's own part added as it is without these, and
 * looked at after every so many steps. What foretells most in the other folds is used in each fold, so that no
 * figure has chosen itself; and the network is kept only where it beats the closed-form model there, as sure as the gate asks.
 */
import { groupedFolds } from '../../../src-aesnet/linear/folds.ts';
import { photosIn, photosOf, type Decision } from '../../../src-aesnet/personal/decisions.ts';
import { fitPerson, type PersonalModel } from '../../../src-aesnet/personal/fit-person.ts';
import {
  heldOutAccuracy,
  judgeGate,
  type GateVerdict,
  type HeldOutAccuracy,
} from '../../../src-aesnet/personal/gate.ts';
import { differenceVariance, personalScores } from '../../../src-aesnet/personal/personal-score.ts';
import {
  preferredPairs,
  type PreferredPair,
} from '../../../src-aesnet/personal/preferred-pairs.ts';
import type { TastePrior } from '../../../src-aesnet/personal/prior.ts';
import type { TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Depth, GeneralValues } from '../../../src-aesnet/training/taste-step-graph.ts';
import type { DeepProgress } from './deep-progress.ts';
import { fitDepartures, looksOf, SCHEDULES, type FitOptions } from './fit-departures.ts';
import {
  best,
  closedForm,
  comparisonsOf,
  crossFitted,
  generalScore,
  networks,
  type Candidate,
  type FoldTrial,
} from './fold-trial.ts';

/** What is known of a person, and which of it the network learns from. */
export interface DeepProblem {
  readonly table: TasteTable;
  /** All decisions: closed-form models learn from those that are not held out. */
  readonly decisions: readonly Decision[];
  /** Of these, the ones that the network learns from and is judged by. */
  readonly used: readonly Decision[];
  readonly prior: TastePrior;
  /** The closed-form model of all decisions, which a network that is kept adds to. */
  readonly model: PersonalModel;
  /** Photos of one group are never on both sides. */
  groupOf(photo: number): string;
}

export interface DeepOptions {
  /** Parameters of the model that scored the photos, by their names. */
  readonly general: GeneralValues;
  readonly provider: string;
  /** Threads of the CPU provider. */
  readonly threads: number;
  readonly depths: readonly Depth[];
  /** What earlier, interrupted tries of the same decisions found out. */
  readonly progress: DeepProgress;
  /** What the network of this depth takes for these rows of the table, in their order; asked for once a depth. */
  inputsOf(depth: Depth, photos: readonly number[]): Promise<Float32Array>;
  /** `done` of `count` units of work, in which a depth's steps count as long as they take. */
  onProgress(what: 'trying' | 'learning', depth: Depth, done: number, count: number): void;
}

export interface DeepTaste {
  readonly depth: Depth;
  readonly steps: number;
  readonly departures: Float32Array;
  /** Points that the score rises by with 1 at the head. */
  readonly deviation: number;
}

export interface DeepFinding {
  /** Decisions that were held out. */
  readonly decisions: number;
  /** Of the network against the closed-form model on pairs of them. */
  readonly againstClosedForm: GateVerdict;
  /** Of the network, where it is kept, against the general score; and its share of right pairs, where there are enough. */
  readonly againstGeneral: GateVerdict;
  readonly accuracy?: HeldOutAccuracy;
  /** Out-of-fold score of every photo that was held out, points. */
  readonly scores: ReadonlyMap<number, number>;
  /** Absent where the closed-form model stays. */
  readonly taste?: DeepTaste;
}

const FOLDS = 3;
const SEED = 1;
/** Pairs of one fold that are compared at most, drawn at random: as for the closed form. */
const MOST_OF_FOLD = 5000;
/** A step of each depth on the CPU, measured: for the time that is left alone. */
const STEP_COST: Readonly<Record<Depth, number>> = { head: 1, stage: 300 };

const costOf = (depth: Depth) => SCHEDULES[depth].steps * STEP_COST[depth];

/**
 * Undefined where there are too few groups or no two decisions that differ in a fold. Throws `provider-failed`,
 * `training-diverged`, or `deep-unsupported` where the head does not give the table's scores.
 */
export async function deepFinetune(
  problem: DeepProblem,
  options: DeepOptions,
): Promise<DeepFinding | undefined> {
  const { table, used, model } = problem;
  const { depths, progress, inputsOf, onProgress } = options;
  const parts = partsOf(problem);
  if (parts === undefined) return undefined;
  const photos = photosIn(used);
  const inputs = new Map<Depth, Float32Array>();
  const needed = async (depth: Depth) => {
    const known = inputs.get(depth) ?? (await inputsOf(depth, photos));
    inputs.set(depth, known);
    return known;
  };
  const count = FOLDS * depths.reduce((sum, depth) => sum + costOf(depth), 0);
  let before = 0;
  const candidates: Candidate[] = [];
  let folds: FoldTrial[] = [];
  for (const depth of depths) {
    folds = [];
    for (const [fold, part] of parts.entries()) {
      const key = `${depth} ${fold}`;
      const known = await progress.find(key);
      const trial =
        known ??
        (await tryFold(problem, part, {
          ...options,
          ...{ depth, photos, key, seed: SEED + fold, inputs: await needed(depth) },
          onStep: (step) => onProgress('trying', depth, before + step * STEP_COST[depth], count),
        }));
      if (known === undefined) await progress.keep(key, trial);
      before += costOf(depth);
      folds.push(trial);
    }
    candidates.push(...networks(depth, folds, looksOf(depth)));
  }
  const closed = crossFitted([closedForm(folds)], folds);
  const general = crossFitted([generalScore(folds)], folds);
  const all = [closedForm(folds), ...candidates];
  const own = crossFitted(all, folds);
  const comparisons = comparisonsOf(folds, general.losses, own.losses);
  const accuracy = heldOutAccuracy(comparisons);
  const finding: DeepFinding = {
    decisions: parts.reduce((sum, { held }) => sum + held.length, 0),
    againstClosedForm: judgeGate(comparisonsOf(folds, closed.losses, own.losses)),
    againstGeneral: judgeGate(comparisons),
    ...(accuracy !== undefined && { accuracy }),
    scores: own.scores,
  };
  const { network } = best(all, () => true).candidate ?? {};
  if (network === undefined || !finding.againstClosedForm.open) return finding;
  const { depth, steps } = network;
  const { departures, deviation } = await fitDepartures(table, model, {
    ...options,
    ...{ depth, photos, seed: SEED, until: steps, key: `${depth} whole` },
    ...{ pairs: preferredPairs(used), inputs: await needed(depth) },
    onStep: (step) => onProgress('learning', depth, step, steps),
  });
  return { ...finding, taste: { depth, steps, departures, deviation } };
}

/** One fold: decisions that are held out with the pairs that they tell apart, and what may be learnt from. */
interface Part {
  readonly held: readonly Decision[];
  readonly judged: readonly PreferredPair[];
  readonly learnt: readonly Decision[];
  readonly pairs: readonly PreferredPair[];
}

function partsOf({ decisions, used, groupOf }: DeepProblem): readonly Part[] | undefined {
  const groups = [...new Set(photosIn(used).map(groupOf))];
  if (groups.length < FOLDS) return undefined;
  const folds = groupedFolds(groups, FOLDS, SEED);
  const foldOf = new Map(groups.map((group, at) => [group, folds.of[at] as number]));
  const parts = Array.from({ length: FOLDS }, (_, fold): Part => {
    const isHeld = (photo: number) => foldOf.get(groupOf(photo)) === fold;
    const isLearnt = (decision: Decision) => !photosOf(decision).some(isHeld);
    // Pairs that were asked for are near coin-flips: they are learnt from and judge nothing.
    const held = used.filter((each) => each.kind !== 'pair' && isHeld(each.photo));
    return {
      held,
      judged: Random.from(SEED, fold).shuffle(preferredPairs(held)).slice(0, MOST_OF_FOLD),
      learnt: decisions.filter(isLearnt),
      pairs: preferredPairs(used.filter(isLearnt)),
    };
  });
  return parts.every(({ judged, pairs }) => judged.length > 0 && pairs.length > 0)
    ? parts
    : undefined;
}

async function tryFold(
  { table, prior, groupOf }: DeepProblem,
  { held, judged, learnt, pairs }: Part,
  options: Omit<FitOptions, 'pairs'>,
): Promise<FoldTrial> {
  const model = fitPerson(table, learnt, prior);
  const closed = personalScores(table, model);
  const { added } = await fitDepartures(table, model, { ...options, pairs });
  const photos = photosIn(held);
  const placeOf = new Map(photos.map((photo, place) => [photo, place]));
  const placeInAll = new Map(options.photos.map((photo, place) => [photo, place]));
  const { scale } = model;
  return {
    photos,
    groups: photos.map(groupOf),
    general: photos.map((photo) => table.score[photo] as number),
    closedForm: photos.map((photo) => closed[photo] as number),
    added: added.map((look) => photos.map((photo) => look[placeInAll.get(photo) ?? -1] as number)),
    pairs: judged.map(
      ({ better, worse }) => [placeOf.get(better) ?? -1, placeOf.get(worse) ?? -1] as const,
    ),
    variances: judged.map(({ better, worse }) => differenceVariance(table, model, better, worse)),
    ...{ scale, generalScale: prior.generalScale },
  };
}
