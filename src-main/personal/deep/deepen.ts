/** Fine-tuning the network on top of what the closed form has learnt: runs in a process of its own. */
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { tasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import {
  buildStageInputs,
  buildTasteLevels,
  DEPTHS,
  tasteInput,
  type Depth,
  type GeneralValues,
} from '../../../src-aesnet/training/taste-step-graph.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { readVerified, type ResolvedModel } from '../../inference/index.ts';
import { boundsOf, groupsOf, type Learnt, type Lesson } from '../learn.ts';
import { deepFinetune } from './deep-finetune.ts';
import { deepProgress } from './deep-progress.ts';
import { SCHEDULES } from './fit-departures.ts';
import { StageInputs } from './taste-network.ts';

export interface DeepLesson {
  readonly lesson: Lesson;
  /** What the closed form has learnt from it. */
  readonly learnt: Learnt;
  /** Of its decisions, those that the network learns from. */
  readonly used: readonly Decision[];
  /** Rows of the photos that these are about, and the image feature v of each, row-major [photos, 1280]. */
  readonly photos: readonly number[];
  readonly features: Float32Array;
  /** The model that scored them. */
  readonly model: ResolvedModel;
  /** How deep it may go: the head is tried, and the last stage too where that is asked for. */
  readonly depth: Depth;
  readonly provider: string;
  readonly threads: number;
  /** Where it is kept what was found out, should it be interrupted. */
  readonly folder: string;
}

/** How far it is: `done` of `count` units of work; `resuming` is told once where it goes on from an interrupted run. */
export interface DeepStep {
  readonly what: 'resuming' | 'reading' | 'trying' | 'learning';
  readonly depth: Depth;
  readonly done: number;
  readonly count: number;
}

/**
 * What was learnt, with the network where it beats the closed form on held-out decisions. `pictures`: of every photo, by its
 * row, RGB bytes of 224 × 224; for the last stage alone. Throws `deep-unsupported` for a model of another kind, `provider-failed`,
 * `training-diverged`, or what reading and writing throw.
 */
export async function deepen(
  { lesson, learnt, used, photos, features, model, depth, provider, threads, folder }: DeepLesson,
  pictures: ReadonlyMap<number, Uint8Array>,
  tell: (step: DeepStep) => void,
): Promise<Learnt> {
  const general = await generalValues(model, depth);
  const { defaults, evidence } = lesson;
  const table = tasteTable(defaults.basis, evidence.outputs);
  const groups = groupsOf(evidence);
  const groupOf = (photo: number) => groups[photo] as string;
  const progress = deepProgress(folder, {
    ...{ schedules: SCHEDULES, model: model.entry.model.sha256, prior: defaults.prior },
    ...{ decisions: evidence.decisions, used, photos },
    groups: photos.map(groupOf),
    scores: photos.map((photo) => table.score[photo]),
  });
  const rows = new Map(photos.map((photo, row) => [photo, row]));
  if (await progress.begun()) tell({ what: 'resuming', depth, done: 0, count: 1 });
  const finding = await deepFinetune(
    { table, decisions: evidence.decisions, used, ...defaults, model: learnt.model, groupOf },
    {
      ...{ general, provider, threads, progress },
      depths: DEPTHS.slice(0, DEPTHS.indexOf(depth) + 1),
      inputsOf: async (at, asked) => {
        if (at === 'head') return featuresOf(features, asked, rows);
        const stage = await StageInputs.open({ general, provider, threads });
        const seen = asked.map((photo) => pictures.get(photo) as Uint8Array);
        const count = seen.length;
        return await stage
          .of(seen, (done) => tell({ what: 'reading', depth: at, done, count }))
          .finally(() => stage.close());
      },
      onProgress: (what, at, done, count) => tell({ what, depth: at, done, count }),
    },
  );
  await progress.forget();
  if (finding === undefined) return learnt;
  const { taste, againstClosedForm, decisions } = finding;
  const deep = { verdict: againstClosedForm, decisions };
  // A ranking that is on is not to be lost to fewer folds that are less sure of it.
  const isKept = taste !== undefined && (finding.againstGeneral.open || !learnt.verdict.open);
  if (!isKept) return { ...learnt, deep };
  return {
    ...learnt,
    verdict: finding.againstGeneral,
    ...(finding.accuracy !== undefined && { accuracy: finding.accuracy }),
    bounds: boundsOf(table, evidence, finding.scores, groupOf, lesson.cutOffs ?? []),
    deep: { ...deep, taste },
  };
}

function featuresOf(
  features: Float32Array,
  photos: readonly number[],
  rows: ReadonlyMap<number, number>,
): Float32Array {
  const [width = 0] = tasteInput('head');
  const some = new Float32Array(photos.length * width);
  for (const [at, photo] of photos.entries()) {
    const row = rows.get(photo) as number;
    some.set(features.subarray(row * width, (row + 1) * width), at * width);
  }
  return some;
}

/** Parameters of a model's network. Throws `deep-unsupported` where it is none that can be built here, and what reading it throws. */
export async function generalValues(
  { folder, entry }: ResolvedModel,
  depth: Depth,
): Promise<GeneralValues> {
  const weights = readWeights(await readVerified(folder, entry.model));
  const general = (name: string) => {
    const data = weights.get(name)?.data;
    if (data === undefined) throw new RangeError(`there is no weight ${name}`);
    return data;
  };
  try {
    buildTasteLevels(depth, general);
    if (depth === 'stage') buildStageInputs(general);
  } catch (thrown) {
    throw new KeepersError('deep-unsupported', {}, { cause: thrown });
  }
  return general;
}
