/** The losses of a training step, of a batch in a fixed order. */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { floats } from '../graph/tensor.ts';
import type { Parameters } from '../layers/parameters.ts';
import { affinityLoss } from '../losses/affinity.ts';
import { movesMostLoss } from '../losses/moves-most.ts';
import { rankingLoss } from '../losses/ranking.ts';
import { huberLoss } from '../losses/regression.ts';
import { sharesLoss } from '../losses/shares.ts';
import { spreadLoss } from '../losses/spread.ts';
import { stabilityLoss } from '../losses/stability.ts';
import {
  columnOf,
  EMOTION_COUNT,
  headsOf,
  RATED_COUNT,
  scoresInPoints,
  type AesNetOutputs,
  type RatingScale,
} from '../networks/aesnet.ts';
import { FEATURES } from '../networks/mobilenet-v2.ts';
import { div } from '../operators/div.ts';
import { mul } from '../operators/mul.ts';
import { slice } from '../operators/slice.ts';
import { contrastivePart, type ContrastiveSettings } from './contrastive-part.ts';

/** How many pictures of each kind a batch holds, in this order. */
export interface BatchCounts {
  /** Unedited photos, with their ratings. */
  readonly photos: number;
  /** Photos that come as original, weak and strong copy: all originals, then all weak, then all strong ones. */
  readonly edited: number;
  /** Photos that come in two harmless variants: all first, then all second ones. */
  readonly stable: number;
}

export function pictureCount({ photos, edited, stable }: BatchCounts): number {
  return photos + 3 * edited + 2 * stable;
}

/** How many of a batch's first pictures have sentences: photos, originals and their edited copies. */
function describedCount({ photos, edited }: BatchCounts): number {
  return photos + 3 * edited;
}

/** How much each loss counts. */
export interface LossWeights {
  readonly level: number;
  readonly residuals: number;
  readonly spread: number;
  readonly emotions: number;
  readonly affinity: number;
  readonly ranking: number;
  readonly movesMost: number;
  readonly stability: number;
  /** The semantic affinity of v itself. Default 0. */
  readonly featureAffinity?: number;
  /** Default 0. */
  readonly contrastive?: number;
}

export const LOSS_NAMES = [
  'level',
  'residuals',
  'spread',
  'emotions',
  'affinity',
  'ranking',
  'movesMost',
  'stability',
  'featureAffinity',
  'contrastive',
] as const satisfies readonly (keyof LossWeights)[];

/** What the losses are made from. */
export interface LossSettings {
  readonly counts: BatchCounts;
  readonly weights: LossWeights;
  readonly scale: RatingScale;
  /** In SDs of the overall rating: beyond it an error counts linearly. */
  readonly bend: number;
  /** τ of the semantic affinity. */
  readonly temperature: number;
  /** By how many SDs an edited attribute shall fall more than the others, in `movesMost`. */
  readonly lead: number;
  /**
   * Whether `kept` [photos + edited, 1280] multiplies v before people's ratings and votes are told from it: dropout (Srivastava et
   * al., JMLR 2014). Default: no.
   */
  readonly dropout?: boolean;
  /** What the contrastive loss is made with, where it counts. */
  readonly contrastive?: ContrastiveSettings;
}

/** Whether a loss weighs something and the batches have something for it. */
export function counts(
  { weights, counts: { photos, edited, stable }, contrastive }: LossSettings,
  name: keyof LossWeights,
): boolean {
  const needs: Partial<Record<keyof LossWeights, boolean>> = {
    affinity: photos > 1,
    featureAffinity: photos > 1,
    ranking: edited > 0,
    movesMost: edited > 0,
    stability: stable > 0,
    contrastive: contrastive !== undefined,
  };
  return (weights[name] ?? 0) > 0 && needs[name] !== false;
}

/** What the heads say of the rated pictures' features, of which only a part is kept. */
function dropped(
  graph: Graph,
  parameters: Parameters,
  { features }: AesNetOutputs,
  rated: number,
): AesNetOutputs {
  const kept = graph.input('kept', [rated, FEATURES]);
  return headsOf(graph, parameters, mul(graph, slice(graph, features, 0, 0, rated), kept));
}

/** Every loss that counts, not multiplied by its weight. Declares the labels as inputs, as `buildStep` says. */
export function lossesOf(
  graph: Graph,
  parameters: Parameters,
  outputs: AesNetOutputs,
  settings: LossSettings,
): { readonly name: keyof LossWeights; readonly value: Value }[] {
  const { scale, bend, temperature, lead } = settings;
  const { photos, edited, stable } = settings.counts;
  const rated = photos + edited;
  const rows = (value: Value, start: number, count: number) =>
    slice(graph, value, 0, start, start + count);
  const told = settings.dropout === true ? dropped(graph, parameters, outputs, rated) : outputs;
  const level = rows(told.level, 0, rated);
  const ratedLevel = graph.input('level', [rated, 1]);
  const points = scoresInPoints(graph, outputs, scale);
  const overall = columnOf(graph, points, 0);
  const inDeviations = div(
    graph,
    slice(graph, points, 1, 1, 1 + RATED_COUNT),
    graph.constant(
      floats(
        scale.attributes.map(({ deviation }) => deviation),
        [1, RATED_COUNT],
      ),
    ),
  );
  const originals = photos;
  const weak = originals + edited;
  const strong = weak + edited;
  const first = strong + edited;
  let general: Value | undefined;
  const affinityOf = (value: Value) => {
    general ??= graph.input('general', [photos, FEATURES]);
    return affinityLoss(graph, general, rows(value, 0, photos), temperature);
  };
  const builders: Record<keyof LossWeights, () => Value> = {
    level: () => huberLoss(graph, level, ratedLevel, bend),
    residuals: () =>
      huberLoss(
        graph,
        rows(told.residuals, 0, rated),
        graph.input('residuals', [rated, RATED_COUNT]),
        bend,
      ),
    spread: () => spreadLoss(graph, level, ratedLevel, rows(told.logSpread, 0, rated)),
    emotions: () =>
      sharesLoss(
        graph,
        rows(told.emotions, 0, rated),
        graph.input('emotions', [rated, EMOTION_COUNT]),
      ),
    affinity: () => affinityOf(outputs.content),
    featureAffinity: () => affinityOf(outputs.features),
    contrastive: () => {
      if (settings.contrastive === undefined) throw new RangeError('there is no text');
      const features = rows(outputs.features, 0, describedCount(settings.counts));
      return contrastivePart(graph, parameters, features, settings.contrastive);
    },
    ranking: () =>
      rankingLoss(graph, {
        original: rows(overall, originals, edited),
        weak: rows(overall, weak, edited),
        strong: rows(overall, strong, edited),
        weakMargin: graph.input('weakMargin', [edited, 1]),
        strongMargin: graph.input('strongMargin', [edited, 1]),
      }),
    movesMost: () =>
      movesMostLoss(
        graph,
        rows(inDeviations, originals, edited),
        rows(inDeviations, strong, edited),
        graph.input('edited', [edited, RATED_COUNT]),
        lead,
      ),
    stability: () =>
      stabilityLoss(graph, rows(points, first, stable), rows(points, first + stable, stable)),
  };
  return LOSS_NAMES.filter((name) => counts(settings, name)).map((name) => ({
    name,
    value: builders[name](),
  }));
}
