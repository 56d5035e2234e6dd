import { Graph } from '../graph/graph.ts';
import { surveyParameters, type ParameterLayout } from '../layers/parameters.ts';
import { aesNet } from '../networks/aesnet.ts';
import { MLSP } from '../networks/mlsp.ts';
import { contrastivePart, type ContrastiveSettings } from './contrastive-part.ts';

/**
 * The network's parameters as places in one vector; with `contrastive`, those that are trained beside it follow: the network's
 * are the same first part of the vector either way.
 */
export function aesNetLayout(contrastive?: ContrastiveSettings): ParameterLayout {
  const scratch = new Graph();
  // The smallest picture: the parameters are the same for all sides.
  const image = scratch.input('image', [1, 3, 32, 32]);
  return surveyParameters(scratch, (parameters) => {
    const { features } = aesNet(scratch, parameters, image);
    if (contrastive === undefined) return;
    const seen =
      contrastive.text.allBlocks === true ? scratch.input('blocks', [1, MLSP]) : features;
    contrastivePart(scratch, parameters, seen, contrastive);
  });
}
