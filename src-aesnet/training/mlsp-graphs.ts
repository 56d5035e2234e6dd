/**
 * Training of what people say on multi-level features (`mlspHead`) of an encoder that stays as it is: features are computed once, by
 * one graph, and learnt from by another, which goes through no encoder.
 */
import { Graph } from '../graph/graph.ts';
import { ConstantParameters, type ParameterLayout } from '../layers/parameters.ts';
import { mlspHead, mlspLayout, MLSP, pooled, STANDARD } from '../networks/mlsp.ts';
import { mobileNetV2WithMaps } from '../networks/mobilenet-v2.ts';
import { add } from '../operators/add.ts';
import { mul } from '../operators/mul.ts';
import { normalised } from '../networks/normalised.ts';
import { counts, lossesOf, pictureCount, type LossSettings } from './step-losses.ts';
import { updateByLoss, type UpdateSettings } from './update.ts';

/** Parameters of the encoder, by name. */
export type ParameterValues = (name: string) => Float32Array;

/**
 * Input: `pictures` uint8 [batch, 3, side, side]. Output: `features` [batch, MLSP]. The parameters are constants of the graph, so
 * that onnxruntime can lay them out once.
 */
export function buildMlspFeatures(batch: number, side: number, values: ParameterValues): Graph {
  const graph = new Graph();
  const image = normalised(graph, graph.input('pictures', [batch, 3, side, side], 'uint8'));
  const parameters = new ConstantParameters(graph, values);
  graph.output(pooled(graph, mobileNetV2WithMaps(graph, parameters, image)), 'features');
  return graph;
}

export interface MlspStepSettings extends LossSettings, UpdateSettings {
  readonly hidden: number;
}

/** Losses on features of pictures, in the order of a batch: those that need the encoder's own outputs cannot count. */
const NEEDS_ENCODER = ['affinity', 'featureAffinity', 'contrastive'] as const;

/**
 * Inputs: `features` [N, MLSP]; `keptFeatures` [N, MLSP] and `keptHidden` [N, hidden], dropout; the labels that `lossesOf` declares, and
 * the inputs of `updateByLoss`. Outputs: those of `updateByLoss`, and `loss.<name>` for each that counts. `start`, in the order of `layout`, holds the
 * measured standardisation, which stays. Throws a RangeError for a loss that needs the encoder.
 */
export function buildMlspStep(
  settings: MlspStepSettings,
  start: Float32Array,
): { readonly graph: Graph; readonly layout: ParameterLayout } {
  const { hidden, weights } = settings;
  const impossible = NEEDS_ENCODER.find((name) => counts(settings, name));
  if (impossible !== undefined) throw new RangeError(`${impossible} needs the encoder`);
  const pictures = pictureCount(settings.counts);
  const layout = mlspLayout(hidden);
  const graph = new Graph();
  const features = graph.input('features', [pictures, MLSP]);
  const dropout = {
    features: graph.input('keptFeatures', [pictures, MLSP]),
    hidden: graph.input('keptHidden', [pictures, hidden]),
  };
  const isFrozen = (name: string) => name === STANDARD.shift || name === STANDARD.scale;
  let losses: ReturnType<typeof lossesOf> = [];
  updateByLoss(
    graph,
    layout,
    { ...settings, frozen: { isFrozen, values: start } },
    (parameters) => {
      const told = mlspHead(graph, parameters, features, hidden, dropout);
      losses = lossesOf(graph, parameters, { ...told, features, content: features }, settings);
      return losses
        .map(({ name, value }) => mul(graph, value, graph.number(weights[name] ?? 0)))
        .reduce((sum, value) => add(graph, sum, value));
    },
  );
  for (const { name, value } of losses) graph.output(value, `loss.${name}`);
  return { graph, layout };
}
