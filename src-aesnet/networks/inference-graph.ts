import { Graph } from '../graph/graph.ts';
import { DYNAMIC } from '../graph/operator.ts';
import { l2Normalise } from '../layers/l2-normalise.ts';
import { linear } from '../layers/linear.ts';
import type { ParameterLayout } from '../layers/parameters.ts';
import { exp } from '../operators/exp.ts';
import { mul } from '../operators/mul.ts';
import { softmax } from '../operators/softmax.ts';
import { headsOf, scoresInPoints, type RatingScale } from './aesnet.ts';
import { embedInAll, SPACES_STANDARD } from './attribute-spaces.ts';
import { mixTold, mlspHead, pooled, standardised, type MlspShape } from './mlsp.ts';
import { mobileNetV2WithMaps } from './mobilenet-v2.ts';
import { shippedParameters } from './shipped-parameters.ts';

/** Name of the scene head among the parameters of an inference model. */
export const SCENE_HEAD = 'head.scene';

/** Name of the image side's projections into the attribute spaces, the P_k. */
export const IMAGE_PROJECTIONS = 'spaces.image.weight';

/** A linear head: logits = x · weightsᵀ + biases. */
export interface LinearHead {
  /** One row an output: row-major [outputs, inputs]. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

export interface InferenceParts {
  readonly layout: ParameterLayout;
  /** Trained parameters in the order of `layout`. */
  readonly parameters: Float32Array;
  readonly scale: RatingScale;
  /** By what the network's own spread is multiplied. Default 1: as it is trained. */
  readonly spreadFactor?: number;
  /** Logits of the scenes from the content embedding at unit length; absent, so is the output `scene`. */
  readonly scene?: LinearHead;
  /** What takes the picture into the attribute spaces; absent, so is the output `spaces`. */
  readonly spaces?: InferenceSpaces;
  /** What tells people's ratings from multi-level features; absent, the heads on v alone do. */
  readonly mlsp?: InferenceMlsp;
  /** Of the large parameters. Default: half, which is cast as the graph starts. */
  readonly precision?: 'float16' | 'float32';
}

export interface InferenceSpaces {
  /** The P_k [7, width, 128]; of v, or of multi-level features where these have a `standard`. */
  readonly projections: Float32Array;
  /** As `SPACES_STANDARD`, [MLSP] each. */
  readonly standard?: { readonly shift: Float32Array; readonly scale: Float32Array };
}

export interface InferenceMlsp {
  readonly shape: MlspShape;
  /** As `mlspLayout` has it. */
  readonly layout: ParameterLayout;
  readonly parameters: Float32Array;
}

/** Side of the pictures in pixels. */
const SIDE = 224;

/**
 * The model as it is shipped. Its constants carry the parameters' names: the file is a start for further training.
 *
 * Input: `image` float32 [N, 3, 224, 224] of −1 to 1. Outputs: `scores` [N, 7] and `spread` [N, 1] in points, `emotion` [N, 8]
 * shares, `features` [N, 1280], `content` [N, 128] of unit length with a scene head, `scene` [N, scenes] shares and,
 * with attribute spaces, `spaces` [N, 7, 128]: P_k v at unit length in every space, in the order of `SPACES`.
 */
export function buildInference(parts: InferenceParts): Graph {
  const { layout, parameters, scale, spreadFactor = 1, precision = 'float16' } = parts;
  const { scene, spaces, mlsp } = parts;
  const graph = new Graph();
  const head = new Map([
    [`${SCENE_HEAD}.weight`, scene?.weights],
    [`${SCENE_HEAD}.bias`, scene?.biases],
    [IMAGE_PROJECTIONS, spaces?.projections],
    [SPACES_STANDARD.shift, spaces?.standard?.shift],
    [SPACES_STANDARD.scale, spaces?.standard?.scale],
  ]);
  const values = (name: string) =>
    head.get(name) ??
    (mlsp?.layout.has(name) === true
      ? mlsp.layout.view(mlsp.parameters, name)
      : layout.view(parameters, name));
  const constants = shippedParameters(graph, values, precision);
  const image = graph.input('image', [DYNAMIC, 3, SIDE, SIDE]);
  const encoded = mobileNetV2WithMaps(graph, constants, image);
  const heads = headsOf(graph, constants, encoded.features);
  const { features, content } = heads;
  const { level, residuals, logSpread, emotions } =
    mlsp === undefined
      ? heads
      : mixTold(
          graph,
          heads,
          mlspHead(graph, constants, pooled(graph, encoded), mlsp.shape.hidden),
          mlsp.shape.share,
        );
  const unit = l2Normalise(graph, content);
  const width = graph.number(scale.deviation * spreadFactor);
  graph.output(scoresInPoints(graph, { level, residuals }, scale), 'scores');
  graph.output(mul(graph, exp(graph, logSpread), width), 'spread');
  graph.output(softmax(graph, emotions), 'emotion');
  graph.output(features, 'features');
  graph.output(unit, 'content');
  if (scene !== undefined) {
    const logits = linear(graph, constants, SCENE_HEAD, unit, scene.biases.length);
    graph.output(softmax(graph, logits), 'scene');
  }
  if (spaces !== undefined) {
    const seen =
      spaces.standard === undefined
        ? features
        : standardised(graph, constants, pooled(graph, encoded), SPACES_STANDARD);
    graph.output(embedInAll(graph, constants, 'image', seen), 'spaces');
  }
  return graph;
}
