/**
 * Training of the attribute spaces and the text encoder on image features that stay as they are (after Zhai et al., *LiT: Zero-Shot
 * Transfer with Locked-image text Tuning*, CVPR 2022): the loss of METHOD.md section 3, of which only P_k, Q_k, g, the temperature and the
 * text encoder learn. Features are computed once, so that a step costs a twentieth of one that goes through the image encoder.
 */
import { Graph } from '../graph/graph.ts';
import { surveyParameters, type ParameterLayout, type Parameters } from '../layers/parameters.ts';
import { FEATURES } from '../networks/mobilenet-v2.ts';
import { contrastivePart, type ContrastiveSettings } from './contrastive-part.ts';
import { updateByLoss, type UpdateSettings } from './update.ts';

export interface SpacesStepSettings extends UpdateSettings {
  readonly contrastive: ContrastiveSettings;
  /** Pictures a step, N. */
  readonly pictures: number;
}

export interface SpacesStepGraph {
  readonly graph: Graph;
  /** Everything that `isContrastive`, in the order in which it follows the network's parameters in `aesNetLayout`. */
  readonly layout: ParameterLayout;
}

/** Inputs: `features` [N, 1280], those of `contrastivePart`, and those of `updateByLoss`, which also names the outputs. */
export function buildSpacesStep(settings: SpacesStepSettings): SpacesStepGraph {
  const lossOf = (graph: Graph, parameters: Parameters) => {
    const features = graph.input('features', [settings.pictures, FEATURES]);
    return contrastivePart(graph, parameters, features, settings.contrastive);
  };
  const scratch = new Graph();
  const layout = surveyParameters(scratch, (parameters) => {
    lossOf(scratch, parameters);
  });
  const graph = new Graph();
  updateByLoss(graph, layout, settings, (vector) => lossOf(graph, vector));
  return { graph, layout };
}
