/** The training step as one graph: forward, losses, backward and the optimiser's update (METHOD.md section 4). */
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { floats, sizeOf } from '../graph/tensor.ts';
import { type ParameterLayout, surveyParameters, VectorParameters } from '../layers/parameters.ts';
import { affinityLoss } from '../losses/affinity.ts';
import { movesMostLoss } from '../losses/moves-most.ts';
import { rankingLoss } from '../losses/ranking.ts';
import { huberLoss } from '../losses/regression.ts';
import { sharesLoss } from '../losses/shares.ts';
import { spreadLoss } from '../losses/spread.ts';
import { stabilityLoss } from '../losses/stability.ts';
import {
  aesNet,
  columnOf,
  EMOTION_COUNT,
  RATED_COUNT,
  scoresInPoints,
  type AesNetOutputs,
  type RatingScale,
} from '../networks/aesnet.ts';
import { FEATURES } from '../networks/mobilenet-v2.ts';
import { add } from '../operators/add.ts';
import { concat } from '../operators/concat.ts';
import { reshape } from '../operators/reshape.ts';
import { cast } from '../operators/cast.ts';
import { div } from '../operators/div.ts';
import { mul } from '../operators/mul.ts';
import { slice } from '../operators/slice.ts';
import { adamW, type AdamWSettings } from '../optimiser/adamw.ts';

/** How many pictures of each kind a batch holds, in this order. */
export interface BatchCounts {
  /** Unedited photos, with their ratings. */
  readonly photos: number;
  /** Photos that come as original, weak and strong copy: all originals, then all weak, then all strong ones. */
  readonly edited: number;
  /** Photos that come in two harmless variants: all first, then all second ones. */
  readonly stable: number;
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
}

export interface StepSettings {
  /** Side of the pictures in pixels, a multiple of 32. */
  readonly side: number;
  readonly counts: BatchCounts;
  readonly weights: LossWeights;
  readonly scale: RatingScale;
  /** In SDs of the overall rating: beyond it an error counts linearly. */
  readonly bend: number;
  /** τ of the semantic affinity. */
  readonly temperature: number;
  /** By how many SDs an edited attribute shall fall more than the others, in `movesMost`. */
  readonly lead: number;
  readonly optimiser: AdamWSettings;
  /** By how much the heads' learning rate exceeds the encoder's. */
  readonly headRate: number;
  /** Weight decay a unit of learning rate. */
  readonly decay: number;
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
] as const satisfies readonly (keyof LossWeights)[];

export interface StepGraph {
  readonly graph: Graph;
  readonly layout: ParameterLayout;
}

export function pictureCount({ photos, edited, stable }: BatchCounts): number {
  return photos + 3 * edited + 2 * stable;
}

/** The network's parameters as places in one vector. */
export function aesNetLayout(): ParameterLayout {
  const scratch = new Graph();
  // The smallest picture: the parameters are the same for all sides.
  const image = scratch.input('image', [1, 3, 32, 32]);
  return surveyParameters(scratch, (parameters) => aesNet(scratch, parameters, image));
}

/**
 * Inputs: `pictures` uint8 [N, 3, side, side]; `level` [R, 1], `residuals` [R, 6] and `emotions` [R, 8] for the
 * R = photos + edited rated pictures; `general` [photos, 1280]; `edited` [edited, 6] one-hot, `weakMargin` and
 * `strongMargin` [edited, 1] in points; the optimiser's `parameters`, `firstMoment`, `secondMoment`, `average`
 * [size], and `rate`, `correction1`, `correction2`, `averageDecay` [].
 *
 * Outputs: `next.parameters`, `next.firstMoment`, `next.secondMoment`, `next.average`; `loss`, `norm` and
 * `loss.<name>` for each that counts (not multiplied by its weight). Labels of losses that do not count are no inputs.
 * Throws a RangeError where none does.
 */
export function buildStep(settings: StepSettings): StepGraph {
  const { side, counts, optimiser } = settings;
  const graph = new Graph();
  const layout = aesNetLayout();
  const pictures = graph.input('pictures', [pictureCount(counts), 3, side, side], 'uint8');
  const state = (name: string) => graph.input(name, [layout.size]);
  const parameters = state('parameters');
  const vector = new VectorParameters(graph, parameters, layout);
  const outputs = aesNet(graph, vector, normalised(graph, pictures));
  const losses = lossesOf(graph, outputs, settings);
  if (losses.length === 0) throw new RangeError('no loss counts: all weights are 0');
  const total = losses
    .map(({ name, value }) => mul(graph, value, graph.number(settings.weights[name])))
    .reduce((sum, value) => add(graph, sum, value));
  const next = adamW(
    graph,
    {
      parameters,
      firstMoment: state('firstMoment'),
      secondMoment: state('secondMoment'),
      average: state('average'),
    },
    {
      gradient: vectorGradient(graph, total, vector, layout),
      rate: graph.input('rate', []),
      correction1: graph.input('correction1', []),
      correction2: graph.input('correction2', []),
      averageDecay: graph.input('averageDecay', []),
      rateScale: perParameter(graph, layout, (name) =>
        name.startsWith('head.') ? settings.headRate : 1,
      ),
      decay: perParameter(graph, layout, (name) => (name.endsWith('.bias') ? 0 : settings.decay)),
    },
    optimiser,
  );
  graph.output(next.parameters, 'next.parameters');
  graph.output(next.firstMoment, 'next.firstMoment');
  graph.output(next.secondMoment, 'next.secondMoment');
  graph.output(next.average, 'next.average');
  graph.output(total, 'loss');
  graph.output(next.norm, 'norm');
  for (const { name, value } of losses) graph.output(value, `loss.${name}`);
  return { graph, layout };
}

/** Bytes (uint8) to the encoder’s −1 to 1. */
export function normalised(graph: Graph, pictures: Value): Value {
  const bytes = cast(graph, pictures, 'float32');
  return add(graph, mul(graph, bytes, graph.number(1 / 127.5)), graph.number(-1));
}

function lossesOf(
  graph: Graph,
  outputs: AesNetOutputs,
  { counts, weights, scale, bend, temperature, lead }: StepSettings,
): { readonly name: keyof LossWeights; readonly value: Value }[] {
  const { photos, edited, stable } = counts;
  const rated = photos + edited;
  const rows = (value: Value, start: number, count: number) =>
    slice(graph, value, 0, start, start + count);
  const level = rows(outputs.level, 0, rated);
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
  const builders: Record<keyof LossWeights, () => Value> = {
    level: () => huberLoss(graph, level, ratedLevel, bend),
    residuals: () =>
      huberLoss(
        graph,
        rows(outputs.residuals, 0, rated),
        graph.input('residuals', [rated, RATED_COUNT]),
        bend,
      ),
    spread: () => spreadLoss(graph, level, ratedLevel, rows(outputs.logSpread, 0, rated)),
    emotions: () =>
      sharesLoss(
        graph,
        rows(outputs.emotions, 0, rated),
        graph.input('emotions', [rated, EMOTION_COUNT]),
      ),
    affinity: () =>
      affinityLoss(
        graph,
        graph.input('general', [photos, FEATURES]),
        rows(outputs.content, 0, photos),
        temperature,
      ),
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
  const needs: Partial<Record<keyof LossWeights, number>> = {
    affinity: photos > 1 ? 1 : 0,
    ranking: edited,
    movesMost: edited,
    stability: stable,
  };
  return LOSS_NAMES.filter((name) => weights[name] > 0 && needs[name] !== 0).map((name) => ({
    name,
    value: builders[name](),
  }));
}

/**
 * dL/d(each parameter), joined in the layout's order. Through the vector's slices it would be as many
 * additions of vectors as there are parameters.
 */
function vectorGradient(
  graph: Graph,
  loss: Value,
  vector: VectorParameters,
  layout: ParameterLayout,
): Value {
  const parameters = layout.slots.map(({ name, shape }) => vector.get(name, shape));
  const parts = gradients(graph, loss, parameters).map((gradient) =>
    reshape(graph, gradient, [sizeOf(gradient.shape)]),
  );
  return concat(graph, parts, 0);
}

/** A constant [size] that is the same for all values of a parameter. */
function perParameter(
  graph: Graph,
  layout: ParameterLayout,
  value: (name: string) => number,
): Value {
  const data = new Float32Array(layout.size);
  for (const { name } of layout.slots) layout.view(data, name).fill(value(name));
  return graph.constant(floats(data, [layout.size]));
}
