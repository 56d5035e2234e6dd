/** From decisions and what the model says of the photos to a taste, and whether it may be trusted. Pure: it runs in a process of its own. */
import type { Decision } from '../../src-aesnet/personal/decisions.ts';
import { falseRejectBounds, type CutOffBound } from '../../src-aesnet/personal/false-reject.ts';
import { fitPerson, type PersonalModel } from '../../src-aesnet/personal/fit-person.ts';
import {
  heldOutAccuracy,
  judgeGate,
  type Comparison,
  type GateVerdict,
  type HeldOutAccuracy,
} from '../../src-aesnet/personal/gate.ts';
import { groupPhotos } from '../../src-aesnet/personal/groups.ts';
import { compareDecisions, heldOut, type HeldOut } from '../../src-aesnet/personal/held-out.ts';
import { personalScores } from '../../src-aesnet/personal/personal-score.ts';
import {
  tasteTable,
  type PictureOutputs,
  type TasteTable,
} from '../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../src-aesnet/random.ts';
import type { DeepTaste } from './deep/deep-finetune.ts';
import type { PersonalDefaults } from './defaults-file.ts';

/** What a person decided, and what is known of the photos that it is about. */
export interface Evidence {
  /** What the model says of the photos, whose rows decisions name. */
  readonly outputs: PictureOutputs;
  /** The shoot of each photo; and its burst or other group, where it is in one. */
  readonly shoots: readonly string[];
  readonly bursts: readonly (string | undefined)[];
  readonly decisions: readonly Decision[];
  /** Of each decision, whether no score and no order by score was visible when it was made. */
  readonly blind: readonly boolean[];
  /** Of each decision, milliseconds since 1970; 0 where that is not known. */
  readonly at: readonly number[];
  /** Random pairs by their rows, and the log-losses of what was foretold before they were answered. */
  readonly foretold: readonly Foretold[];
}

export interface Foretold extends Pick<Comparison, 'general' | 'personal'> {
  readonly better: number;
  readonly worse: number;
}

/** A taste that has been in use, to be watched. */
export type WatchedTaste = PersonalModel & {
  /** When it was learnt: it has seen nothing since, milliseconds since 1970. */
  readonly at: number;
  /** What its network adds to the score of each photo, where it has one, points. */
  readonly added?: readonly number[];
};

export interface Lesson {
  readonly defaults: PersonalDefaults;
  readonly evidence: Evidence;
  /** Cut-offs to bound, points. */
  readonly cutOffs?: readonly number[];
  /** The taste in use so far. */
  readonly watched?: WatchedTaste;
}

export interface Learnt {
  readonly model: PersonalModel;
  readonly verdict: GateVerdict;
  /** Absent where too few decisions differ. */
  readonly accuracy?: HeldOutAccuracy;
  /** Bounds of lost keepers by the general score, and by the personal one where anything could be held out. */
  readonly bounds: { readonly general: CutOffBound[]; readonly personal?: CutOffBound[] };
  /** What the watched taste made of decisions that came after it; absent where none of them differ. */
  readonly later?: GateVerdict;
  /** What came of fine-tuning the network; absent where it was not tried, or too few decisions differ. */
  readonly deep?: DeepResult;
}

export interface DeepResult {
  /** Of the network against the closed form, on pairs of so many held-out decisions. */
  readonly verdict: GateVerdict;
  readonly decisions: number;
  /** Absent where the closed form stays; else verdict, accuracy and bounds of the whole are the network's. */
  readonly taste?: DeepTaste;
}

/** A photo of so many stars is a keeper, unless it was rejected. */
export const KEEPER_STARS = 4;

/** Learns, and tries what was learnt on held-out decisions. */
export function learn({ defaults, evidence, cutOffs = [], watched }: Lesson): Learnt {
  const { basis, prior } = defaults;
  const { outputs, decisions, foretold } = evidence;
  const table = tasteTable(basis, outputs);
  const model = fitPerson(table, decisions, prior);
  const groups = groupsOf(evidence);
  const groupOf = (photo: number) => groups[photo] as string;
  const held = heldOut(table, decisions, prior, { groupOf });
  const comparisons: Comparison[] = [
    ...held.comparisons,
    ...foretold.map(({ better, worse, general, personal }) => ({
      ...{ betterGroup: groupOf(better), worseGroup: groupOf(worse) },
      ...{ general, personal },
    })),
  ];
  const accuracy = heldOutAccuracy(comparisons);
  const later = watched && watch(table, evidence, watched, defaults, groupOf);
  return {
    model,
    verdict: judgeGate(comparisons),
    ...(accuracy !== undefined && { accuracy }),
    bounds: boundsOf(table, evidence, held.scores, groupOf, cutOffs),
    ...(later !== undefined && { later }),
  };
}

/** The group of each photo: those of one group are never on both sides where some are held out. */
export function groupsOf({ shoots, bursts, outputs }: Evidence): string[] {
  return groupPhotos(shoots, outputs.contentEmbedding ?? [], bursts);
}

function watch(
  table: TasteTable,
  { decisions, at }: Evidence,
  watched: WatchedTaste,
  { prior }: PersonalDefaults,
  groupOf: (photo: number) => string,
): GateVerdict | undefined {
  if (watched.weights.length !== table.features.columns) return undefined;
  const fresh = decisions.flatMap((decision, index) =>
    decision.kind !== 'pair' && (at[index] as number) > watched.at ? [decision] : [],
  );
  const own = personalScores(table, watched).map(
    (score, row) => score + (watched.added?.[row] ?? 0),
  );
  const random = Random.from(1);
  const comparisons = [
    ...compareDecisions(table, fresh, { ...watched, own }, prior, groupOf, random),
  ];
  return comparisons.length === 0 ? undefined : judgeGate(comparisons);
}

/** Bounds of lost keepers by the general score, and by out-of-fold personal `scores` of photos. */
export function boundsOf(
  table: TasteTable,
  { decisions, blind }: Evidence,
  scores: HeldOut['scores'],
  groupOf: (photo: number) => string,
  cutOffs: readonly number[],
): Learnt['bounds'] {
  const rejected = new Set(
    decisions.flatMap((each) => (each.kind === 'flag' && each.flag === 'reject' ? each.photo : [])),
  );
  // The first of each burst, whichever its score: the best would make the bound too good.
  const keepers = new Map<string, number>();
  for (const [index, decision] of decisions.entries()) {
    if (blind[index] !== true || decision.kind === 'pair') continue;
    const keeps =
      decision.kind === 'flag' ? decision.flag === 'pick' : decision.stars >= KEEPER_STARS;
    const group = groupOf(decision.photo);
    if (keeps && !rejected.has(decision.photo) && !keepers.has(group)) {
      keepers.set(group, decision.photo);
    }
  }
  const photos = [...keepers.values()];
  const general = photos.map((photo) => table.score[photo] as number);
  const personal = photos.flatMap((photo) => scores.get(photo) ?? []);
  return {
    general: falseRejectBounds(general, cutOffs),
    ...(personal.length > 0 && { personal: falseRejectBounds(personal, cutOffs) }),
  };
}
