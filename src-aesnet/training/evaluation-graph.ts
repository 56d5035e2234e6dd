import { Graph } from '../graph/graph.ts';
import { VectorParameters } from '../layers/parameters.ts';
import { aesNet, scoresInPoints, type RatingScale } from '../networks/aesnet.ts';
import { exp } from '../operators/exp.ts';
import { mul } from '../operators/mul.ts';
import { softmax } from '../operators/softmax.ts';
import { aesNetLayout } from './aesnet-layout.ts';
import { normalised } from '../networks/normalised.ts';

/**
 * The network with its parameters as an input, to try what is being trained.
 *
 * Inputs: `pictures` uint8 [batch, 3, side, side] and `parameters` [size]. Outputs: `scores` [batch, 7] in points,
 * `spread` [batch, 1] in points (not calibrated), `emotion` [batch, 8] shares, `features` [batch, 1280], `content` [batch, 128].
 */
export function buildEvaluation(batch: number, side: number, scale: RatingScale): Graph {
  const graph = new Graph();
  const layout = aesNetLayout();
  const pictures = graph.input('pictures', [batch, 3, side, side], 'uint8');
  const vector = new VectorParameters(graph, graph.input('parameters', [layout.size]), layout);
  const outputs = aesNet(graph, vector, normalised(graph, pictures));
  graph.output(scoresInPoints(graph, outputs, scale), 'scores');
  graph.output(mul(graph, exp(graph, outputs.logSpread), graph.number(scale.deviation)), 'spread');
  graph.output(softmax(graph, outputs.emotions), 'emotion');
  graph.output(outputs.features, 'features');
  graph.output(outputs.content, 'content');
  return graph;
}
