/**
 * Training of the attribute spaces and the text encoder on image features that stay as they are (after Zhai et al., *LiT: Zero-Shot
 * Transfer with Locked-image text Tuning*, CVPR 2022): the loss of METHOD.md section 3, of which only P_k, Q_k, g, the temperature and the
 * text encoder learn. Features are computed once, so that a step costs a twentieth of one that goes through the image encoder.
 */
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { surveyParameters, type ParameterLayout, type Parameters } from '../layers/parameters.ts';
import { SPACES_STANDARD } from '../networks/attribute-spaces.ts';
import { MLSP } from '../networks/mlsp.ts';
import { FEATURES } from '../networks/mobilenet-v2.ts';
import { contrastivePart, type ContrastiveSettings } from './contrastive-part.ts';
import { updateByLoss, type UpdateSettings } from './update.ts';

export interface SpacesStepSettings extends UpdateSettings {
  readonly contrastive: ContrastiveSettings;
  /** Pictures a step, N. */
  readonly pictures: number;
  /** In the order of `spacesLayout`: the measured standardisation, which stays, is taken from it. Only with `allBlocks`. */
  readonly start?: Float32Array;
}

/** Everything that `isContrastive`, in the order in which it follows the network's parameters in `aesNetLayout`. */
export function spacesLayout(contrastive: ContrastiveSettings): ParameterLayout {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    lossOf(scratch, parameters, contrastive, 1);
  });
}

/**
 * Inputs: `features` [N, 1280], with `allBlocks` [N, MLSP], those of `contrastivePart`, and those of `updateByLoss`, which also names the
 * outputs.
 */
export function buildSpacesStep(settings: SpacesStepSettings): Graph {
  const { contrastive, pictures, start } = settings;
  const frozen = start && { isFrozen: isMeasured, values: start };
  const graph = new Graph();
  updateByLoss(graph, spacesLayout(contrastive), { ...settings, frozen }, (parameters) =>
    lossOf(graph, parameters, contrastive, pictures),
  );
  return graph;
}

function lossOf(
  graph: Graph,
  parameters: Parameters,
  contrastive: ContrastiveSettings,
  pictures: number,
): Value {
  const width = contrastive.text.allBlocks === true ? MLSP : FEATURES;
  const features = graph.input('features', [pictures, width]);
  return contrastivePart(graph, parameters, features, contrastive);
}

function isMeasured(name: string): boolean {
  return name === SPACES_STANDARD.shift || name === SPACES_STANDARD.scale;
}
