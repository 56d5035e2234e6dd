/**
 * Deep fine-tuning on one person's decisions: the score's head, or it and the network's last stage, learn what the closed-form
 * model of taste leaves (METHOD.md section 5).
 *
 * [Note: Departures] What is trained are departures from the general network's parameters, which start at nothing: AdamW's decay
 * then draws towards that network, as the closed-form model's prior does, instead of towards one that says nothing.
 */
import { Graph } from '../graph/graph.ts';
import { DYNAMIC, type Value } from '../graph/operator.ts';
import { linear } from '../layers/linear.ts';
import {
  ConstantParameters,
  surveyParameters,
  VectorParameters,
  type ParameterLayout,
  type Parameters,
} from '../layers/parameters.ts';
import { FEATURES, firstBlocks, lastBlocks } from '../networks/mobilenet-v2.ts';
import { add } from '../operators/add.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { slice } from '../operators/slice.ts';
import { softplus } from '../operators/softplus.ts';
import { sub } from '../operators/sub.ts';
import { encoderInput } from '../networks/normalised.ts';
import { updateByLoss, type UpdateSettings } from './update.ts';

/** What learns: the head of the score alone, or the last stage of the encoder as well. */
export const DEPTHS = ['head', 'stage'] as const;
export type Depth = (typeof DEPTHS)[number];

/** Blocks before the last stage. What they make of a photo of 224 px is `STAGE_INPUT`. */
const BLOCKS_BEFORE = 13;
const SIDE = 224;
const STAGE_INPUT = [96, SIDE / 16, SIDE / 16] as const;

/** Values of the general network's parameters by their names. */
export type GeneralValues = (name: string) => Float32Array;

export interface TasteStepSettings extends UpdateSettings {
  readonly depth: Depth;
  readonly general: GeneralValues;
  /** Pairs of photos a step, P. */
  readonly pairs: number;
  /** Points that the score rises by with 1 at the head. */
  readonly deviation: number;
  /** s: points a unit of log-odds. */
  readonly scale: number;
}

/** Shape of what the trained part takes for a photo, without the batch. */
export function tasteInput(depth: Depth): readonly number[] {
  return depth === 'head' ? [FEATURES] : STAGE_INPUT;
}

/** The trained parameters, as places in the vector of departures. */
export function tasteLayout(depth: Depth): ParameterLayout {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    levelOf(scratch, parameters, scratch.input('x', [1, ...tasteInput(depth)]), depth);
  });
}

/**
 * Inputs: `x` [2P, …`tasteInput`], the preferred photos and then the others, in the same order; `offset` [2P, 1], what is added to
 * the network's score, in points; and those of `updateByLoss`, whose `parameters` are the departures.
 *
 * The loss is the mean over pairs of −log σ((f(i) − f(j))/s), the likelihood of pairs in section 5, f in points.
 */
export function buildTasteStep(settings: TasteStepSettings): Graph {
  const { depth, general, pairs, deviation, scale } = settings;
  const graph = new Graph();
  updateByLoss(graph, tasteLayout(depth), settings, (departures) => {
    const x = graph.input('x', [2 * pairs, ...tasteInput(depth)]);
    const level = levelOf(graph, departing(graph, departures, general), x, depth);
    const points = mul(graph, level, graph.number(deviation));
    const liking = add(graph, points, graph.input('offset', [2 * pairs, 1]));
    const [better, worse] = [0, pairs].map((from) => slice(graph, liking, 0, from, from + pairs));
    const lag = sub(graph, worse as Value, better as Value);
    return meanOfAll(graph, softplus(graph, mul(graph, lag, graph.number(1 / scale))));
  });
  return graph;
}

/** Inputs `x` [N, …`tasteInput`] and `departures` [size]; output `level` [N, 1], the head's score in SDs. */
export function buildTasteLevels(depth: Depth, general: GeneralValues): Graph {
  const layout = tasteLayout(depth);
  const graph = new Graph();
  const vector = graph.input('departures', [layout.size]);
  const departures = new VectorParameters(graph, vector, layout);
  const x = graph.input('x', [DYNAMIC, ...tasteInput(depth)]);
  graph.output(levelOf(graph, departing(graph, departures, general), x, depth), 'level');
  return graph;
}

/** What the last stage takes. Input `pictures` uint8 [N, 224, 224, 3]; output `x` [N, …`tasteInput('stage')`]. */
export function buildStageInputs(general: GeneralValues): Graph {
  const graph = new Graph();
  const constants = new ConstantParameters(graph, general);
  const pictures = graph.input('pictures', [DYNAMIC, SIDE, SIDE, 3], 'uint8');
  const image = encoderInput(graph, pictures);
  graph.output(firstBlocks(graph, constants, image, BLOCKS_BEFORE), 'x');
  return graph;
}

function levelOf(graph: Graph, parameters: Parameters, x: Value, depth: Depth): Value {
  const features = depth === 'stage' ? lastBlocks(graph, parameters, x, BLOCKS_BEFORE) : x;
  return linear(graph, parameters, 'head.level', features, 1);
}

function departing(graph: Graph, departures: Parameters, general: GeneralValues): Parameters {
  const constants = new ConstantParameters(graph, general);
  return {
    get: (name, shape) => add(graph, constants.get(name, shape), departures.get(name, shape)),
  };
}
