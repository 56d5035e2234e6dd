/** The training step as one graph: forward, losses, backward and the optimiser's update (METHOD.md section 4). */
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { floats, sizeOf } from '../graph/tensor.ts';
import {
  VectorParameters,
  type ParameterLayout,
  type ParameterSlot,
} from '../layers/parameters.ts';
import { aesNet } from '../networks/aesnet.ts';
import { isContrastive } from '../networks/contrastive-start.ts';
import { add } from '../operators/add.ts';
import { concat } from '../operators/concat.ts';
import { reshape } from '../operators/reshape.ts';
import { cast } from '../operators/cast.ts';
import { mul } from '../operators/mul.ts';
import { adamW, type AdamWSettings } from '../optimiser/adamw.ts';
import { aesNetLayout } from './aesnet-layout.ts';
import { counts, lossesOf, pictureCount, type LossSettings } from './step-losses.ts';

export interface StepSettings extends LossSettings {
  /** Side of the pictures in pixels, a multiple of 32. */
  readonly side: number;
  readonly optimiser: AdamWSettings;
  /** By how much the learning rate of what starts at random exceeds the encoder's. */
  readonly headRate: number;
  /** Weight decay a unit of learning rate. */
  readonly decay: number;
}

export interface StepGraph {
  readonly graph: Graph;
  readonly layout: ParameterLayout;
}

/**
 * Inputs: `pictures` uint8 [N, 3, side, side]; `level` [R, 1], `residuals` [R, 6] and `emotions` [R, 8] for the
 * R = photos + edited rated pictures; `general` [photos, 1280]; `edited` [edited, 6] one-hot, `weakMargin` and
 * `strongMargin` [edited, 1] in points; what `contrastivePart` declares, for the first photos + 3 edited pictures; the optimiser's `parameters`, `firstMoment`, `secondMoment`, `average`
 * [size], and `rate`, `correction1`, `correction2`, `averageDecay` [].
 *
 * Outputs: `next.parameters`, `next.firstMoment`, `next.secondMoment`, `next.average`; `loss`, `norm` and
 * `loss.<name>` for each that counts (not multiplied by its weight). Labels of losses that do not count are no inputs.
 * Throws a RangeError where none does.
 */
export function buildStep(settings: StepSettings): StepGraph {
  const { side, optimiser } = settings;
  const graph = new Graph();
  const layout = aesNetLayout(counts(settings, 'contrastive') ? settings.contrastive : undefined);
  const pictures = graph.input('pictures', [pictureCount(settings.counts), 3, side, side], 'uint8');
  const state = (name: string) => graph.input(name, [layout.size]);
  const parameters = state('parameters');
  const vector = new VectorParameters(graph, parameters, layout);
  const outputs = aesNet(graph, vector, normalised(graph, pictures));
  const losses = lossesOf(graph, vector, outputs, settings);
  if (losses.length === 0) throw new RangeError('no loss counts: all weights are 0');
  const total = losses
    .map(({ name, value }) => mul(graph, value, graph.number(settings.weights[name] ?? 0)))
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
      rateScale: perParameter(graph, layout, ({ name }) =>
        name.startsWith('head.') || isContrastive(name) ? settings.headRate : 1,
      ),
      // Biases, and what scales and shifts, are left out, as usual.
      decay: perParameter(graph, layout, ({ shape }) => (shape.length < 2 ? 0 : settings.decay)),
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
  value: (slot: ParameterSlot) => number,
): Value {
  const data = new Float32Array(layout.size);
  for (const slot of layout.slots) layout.view(data, slot.name).fill(value(slot));
  return graph.constant(floats(data, [layout.size]));
}
