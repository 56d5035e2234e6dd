/**
 * Deep fine-tuning of one person's taste: `keepers finetune --deep` (METHOD.md section 5).
 *
 * Head and last stage are each tried on held-out decisions, with the closed-form model's own part added as it is without these, and
 * looked at after every so many steps. The step that foretells most in the other folds is used in each fold, so that no
 * figure has chosen itself; and the network is kept only where it beats the closed-form model there, as sure as the gate asks.
 */
import { groupedFolds } from '../../../src-aesnet/linear/folds.ts';
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { fitPerson, type PersonalModel } from '../../../src-aesnet/personal/fit-person.ts';
import { judgeGate, type Comparison, type GateVerdict } from '../../../src-aesnet/personal/gate.ts';
import { moderated } from '../../../src-aesnet/personal/held-out.ts';
import { differenceVariance, personalScores } from '../../../src-aesnet/personal/personal-score.ts';
import { logSigmoid } from '../../../src-aesnet/personal/posterior.ts';
import {
  preferredPairs,
  type PreferredPair,
} from '../../../src-aesnet/personal/preferred-pairs.ts';
import type { TastePrior } from '../../../src-aesnet/personal/prior.ts';
import type { TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  DEPTHS,
  tasteLayout,
  type Depth,
  type GeneralValues,
} from '../../../src-aesnet/training/taste-step-graph.ts';
import { tasteInputs, TasteLevels, trainTaste } from './taste-network.ts';
import type { DeepProgress } from './deep-progress.ts';

export interface DeepOptions {
  /** Parameters of the model that scored the photos, by their names. */
  readonly general: GeneralValues;
  readonly provider: string;
  /** Threads of the CPU provider. */
  readonly threads: number;
  /** Default: both. */
  readonly depths?: readonly Depth[];
  readonly seed?: number;
  readonly signal: AbortSignal;
  /** What earlier, interrupted tries of the same decisions found out. */
  readonly progress: DeepProgress;
  onProgress(what: string, done: number, count: number): void;
}

export interface DeepTaste {
  readonly depth: Depth;
  readonly steps: number;
  readonly departures: Float32Array;
  /** Points that the score rises by with 1 at the head. */
  readonly deviation: number;
}

export interface DeepFinding {
  /** Of the network against the closed-form model on held-out decisions. */
  readonly againstClosedForm: GateVerdict;
  /** Of the network, where it is kept, against the general score. */
  readonly againstGeneral: GateVerdict;
  /** Absent where the closed-form model stays. */
  readonly taste?: DeepTaste;
}

const FOLDS = 3;
const STEPS = 120;
const LOOK_EVERY = 20;
/** Steps after which the network is looked at. */
const LOOKS = Array.from({ length: STEPS / LOOK_EVERY }, (_, at) => (at + 1) * LOOK_EVERY);

/** Held-out pairs of one fold, and by how much each model puts the preferred photo ahead, in units of log-odds. */
export interface FoldLeads {
  readonly betterGroups: readonly string[];
  readonly worseGroups: readonly string[];
  readonly general: readonly number[];
  readonly closedForm: readonly number[];
  /** After each look, in the order of `LOOKS`. */
  readonly deep: readonly (readonly number[])[];
}

/**
 * What leads are multiplied by: how sure a person is of their order is not known to any of the models, and one is not to win by
 * being surer of the same order.
 */
const SHARPNESS = [0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4];

/**
 * `pictures`: of every photo of the table, 224 × 224 RGB bytes. `groupOf` as for `heldOut`. Undefined where there are too few
 * groups or no two decisions that differ in a fold. Throws `cancelled`, `provider-failed` or `training-diverged`.
 */
export async function deepFinetune(
  table: TasteTable,
  decisions: readonly Decision[],
  prior: TastePrior,
  pictures: readonly Uint8Array[],
  groupOf: (photo: number) => string,
  options: DeepOptions,
): Promise<DeepFinding | undefined> {
  const { depths = DEPTHS, seed = 1, progress, onProgress } = options;
  const groups = [...new Set(decisions.flatMap(photosOf).map(groupOf))];
  if (groups.length < FOLDS) return undefined;
  const folds = groupedFolds(groups, FOLDS, seed);
  const foldOf = new Map(groups.map((group, at) => [group, folds.of[at] as number]));
  const parts = Array.from({ length: FOLDS }, (_, fold) => {
    const isHeld = (photo: number) => foldOf.get(groupOf(photo)) === fold;
    const learnt = decisions.filter((decision) => !photosOf(decision).some(isHeld));
    // Pairs that were asked for are near coin-flips: they are learnt from and judge nothing.
    const held = decisions.filter((decision) => decision.kind !== 'pair' && isHeld(decision.photo));
    return { learnt, held: preferredPairs(held), pairs: preferredPairs(learnt) };
  });
  const usable = parts.every(({ held, pairs }) => held.length > 0 && pairs.length > 0);
  if (!usable) return undefined;
  const tried: Tried[] = [];
  const inputsOf = new Map<Depth, Float32Array>();
  const needed = async (depth: Depth) => {
    const inputs =
      inputsOf.get(depth) ??
      (await tasteInputs(pictures, { ...options, depth }, (done, count) =>
        onProgress('Reading the photos', done, count),
      ));
    inputsOf.set(depth, inputs);
    return inputs;
  };
  for (const [depthAt, depth] of depths.entries()) {
    const found: FoldLeads[] = [];
    for (const [fold, { learnt, held, pairs }] of parts.entries()) {
      const key = `${depth} ${fold}`;
      const known = await progress.find(key);
      if (known !== undefined) {
        found.push(known);
        continue;
      }
      const base = depthAt * FOLDS + fold;
      const fresh = await tryFold(table, fitPerson(table, learnt, prior), {
        ...options,
        ...{ depth, held, pairs, groupOf, inputs: await needed(depth), prior, seed: seed + fold },
        onStep: (step) => onProgress('Trying', base * STEPS + step, depths.length * FOLDS * STEPS),
      });
      await progress.keep(key, fresh);
      found.push(fresh);
    }
    tried.push({ depth, folds: found });
  }
  const [{ folds: leads } = { folds: [] }] = tried;
  const plain = (of: (fold: FoldLeads) => readonly number[]): Candidate => ({
    leads: leads.map(of),
  });
  const closedForm = plain((fold) => fold.closedForm);
  const general = plain((fold) => fold.general);
  const candidates = [closedForm, ...networksOf(tried)];
  const losses = crossFitted(candidates);
  const against = (other: Candidate) =>
    judgeGate(comparisonsOf(leads, crossFitted([other]), losses));
  const againstClosedForm = against(closedForm);
  const againstGeneral = against(general);
  const { network } = best(candidates, () => true).candidate ?? {};
  if (network === undefined || !againstClosedForm.open)
    return { againstClosedForm, againstGeneral };
  const { depth, steps } = network;
  const model = fitPerson(table, decisions, prior);
  const trained = await fit(table, model, {
    ...options,
    ...{ depth, pairs: preferredPairs(decisions), inputs: await needed(depth), seed },
    until: steps,
    onStep: (step) => onProgress('Learning', step, steps),
  });
  return { againstClosedForm, againstGeneral, taste: { depth, steps, ...trained } };
}

interface Tried {
  readonly depth: Depth;
  readonly folds: readonly FoldLeads[];
}

/** A model that was tried: its leads in every fold. `network` is absent for one that is none. */
interface Candidate {
  readonly network?: { readonly depth: Depth; readonly steps: number };
  readonly leads: readonly (readonly number[])[];
}

function networksOf(tried: readonly Tried[]): Candidate[] {
  return tried.flatMap(({ depth, folds }) =>
    LOOKS.map((steps, look) => ({
      network: { depth, steps },
      leads: folds.map(({ deep }) => deep[look] ?? []),
    })),
  );
}

const lossOf = (lead: number, sharpness: number) => -logSigmoid(sharpness * lead);

/** The candidate and the sharpness that foretell most in the folds that count. */
function best(
  candidates: readonly Candidate[],
  counts: (fold: number) => boolean,
): { readonly candidate: Candidate | undefined; readonly sharpness: number } {
  let [least, candidate, sharpness]: [number, Candidate | undefined, number] = [
    Infinity,
    undefined,
    1,
  ];
  for (const each of candidates) {
    const leads = each.leads.filter((_, fold) => counts(fold)).flat();
    for (const tried of SHARPNESS) {
      const sum = leads.reduce((total, lead) => total + lossOf(lead, tried), 0);
      if (sum < least) [least, candidate, sharpness] = [sum, each, tried];
    }
  }
  return { candidate, sharpness };
}

/** Log-losses of every fold, by what foretells most in the others. */
function crossFitted(candidates: readonly Candidate[]): number[] {
  return Array.from({ length: FOLDS }, (_, own) => {
    const { candidate, sharpness } = best(candidates, (fold) => fold !== own);
    return (candidate?.leads[own] ?? []).map((lead) => lossOf(lead, sharpness));
  }).flat();
}

function comparisonsOf(
  folds: readonly FoldLeads[],
  general: readonly number[],
  personal: readonly number[],
): Comparison[] {
  const betterGroups = folds.flatMap((fold) => fold.betterGroups);
  const worseGroups = folds.flatMap((fold) => fold.worseGroups);
  return betterGroups.map((betterGroup, at) => ({
    betterGroup,
    worseGroup: worseGroups[at] as string,
    general: general[at] as number,
    personal: personal[at] as number,
  }));
}

type FitOptions = Pick<DeepOptions, 'general' | 'provider' | 'threads' | 'signal'> & {
  readonly depth: Depth;
  readonly pairs: readonly PreferredPair[];
  readonly inputs: Float32Array;
  readonly seed: number;
  onStep(step: number): void;
};

async function tryFold(
  table: TasteTable,
  model: PersonalModel,
  options: FitOptions & {
    readonly held: readonly PreferredPair[];
    readonly prior: TastePrior;
    groupOf(photo: number): string;
  },
): Promise<FoldLeads> {
  const { held, prior, groupOf } = options;
  const closed = personalScores(table, model);
  const leadsBy = (liking: (photo: number) => number) =>
    held.map(({ better, worse }) => {
      const variance = differenceVariance(table, model, better, worse);
      return moderated(liking(better) - liking(worse), variance, model.scale);
    });
  const deep: number[][] = [];
  await fit(table, model, {
    ...options,
    onLook: (added) =>
      deep.push(leadsBy((photo) => (closed[photo] as number) + (added[photo] as number))),
  });
  const general = ({ better, worse }: PreferredPair) =>
    (table.score[better] as number) - (table.score[worse] as number);
  return {
    betterGroups: held.map(({ better }) => groupOf(better)),
    worseGroups: held.map(({ worse }) => groupOf(worse)),
    general: held.map((pair) => general(pair) / prior.generalScale),
    closedForm: leadsBy((photo) => closed[photo] as number),
    deep,
  };
}

/** `onLook` hears what the network adds to each photo's score, in points, after each look. */
async function fit(
  table: TasteTable,
  model: PersonalModel,
  options: FitOptions & {
    /** The look after which it ends; the schedule is that of all steps. Default: the last. */
    readonly until?: number;
    onLook?(added: readonly number[]): void;
  },
): Promise<Pick<DeepTaste, 'departures' | 'deviation'>> {
  const { depth, inputs, pairs, seed, until = STEPS, onLook, onStep } = options;
  const levels = await TasteLevels.open(options);
  try {
    const none = new Float32Array(tasteLayout(depth).size);
    const before = await levels.of(inputs, none);
    const deviation = slopeOf(before, table.score);
    // The closed-form model's score less what the network says by itself: with no departure the sum is that model's.
    const offsets = personalScores(table, model).map(
      (score, photo) => score - deviation * (before[photo] as number),
    );
    let departures: Float32Array = none;
    await trainTaste({
      ...options,
      ...{ offsets, deviation, scale: model.scale, steps: STEPS, until },
      pairAt: (step, at) => {
        onStep(step);
        const { better, worse } = Random.from(seed, step, at).pick(pairs);
        return [better, worse];
      },
      isLook: (step) => step % LOOK_EVERY === 0,
      onLook: async (_, average) => {
        departures = average.slice();
        const after = await levels.of(inputs, average);
        onLook?.([...after].map((level, photo) => deviation * (level - (before[photo] as number))));
      },
    });
    return { departures, deviation };
  } finally {
    await levels.close();
  }
}

/** The slope of the straight line by which scores in points follow levels. */
function slopeOf(levels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const count = levels.length;
  const mean = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value) => sum + value, 0) / count;
  const [x, y] = [mean(levels), mean(scores)];
  let [up, across] = [0, 0];
  for (let row = 0; row < count; row++) {
    const away = (levels[row] as number) - x;
    up += away * ((scores[row] as number) - y);
    across += away * away;
  }
  return across > 0 ? up / across : 1;
}

function photosOf(decision: Decision): number[] {
  return decision.kind === 'pair' ? [decision.better, decision.worse] : [decision.photo];
}
