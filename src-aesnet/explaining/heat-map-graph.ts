/** Where in a picture its scores come from: gradient times activation on the last feature map (METHOD.md section 7). */
import { gradients } from '../graph/gradients.ts';
import { staticShape, type Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { columnOf } from '../networks/aesnet.ts';
import { readGraph } from '../onnx/read-graph.ts';
import { concat } from '../operators/concat.ts';
import { mul } from '../operators/mul.ts';
import { reduceSum } from '../operators/reduce-sum.ts';

/** How a model's file names what is asked of it. */
export interface ExplainedModel {
  readonly input: string;
  /** Side of its pictures in pixels. */
  readonly side: number;
  /** The output with the scores, [N, K]. */
  readonly scores: string;
}

/**
 * A graph that gives, for one picture, the model's scores and a heat map of each in one pass.
 *
 * Input: as the model's, float32 [1, 3, side, side]. Outputs: `scores` [1, K] and `maps` [1, K, H, W] in points: at each place of the
 * last feature map A the sum over its channels of ∂score/∂A · A. Where heads are linear in the mean of A, as ours are, a map's sum is
 * the score less what it would be if A were zero everywhere.
 *
 * Throws an Error where the file holds an operator that is not known here, or no feature map.
 */
export function buildHeatMaps(bytes: Uint8Array, { input, side, scores }: ExplainedModel): Graph {
  const { graph, values } = readGraph(bytes, {
    inputs: { [input]: [1, 3, side, side] },
    outputs: [scores],
  });
  const all = values.get(scores) as Value;
  const [, columns] = staticShape(all) as [number, number];
  const map = lastFeatureMap(graph);
  const maps = Array.from({ length: columns }, (_, column) => {
    const [slope] = gradients(graph, columnOf(graph, all, column), [map]);
    return reduceSum(graph, mul(graph, slope as Value, map), [1], true);
  });
  graph.output(all, 'scores');
  graph.output(concat(graph, maps, 1), 'maps');
  return graph;
}

/** The value farthest on that still has places: all that comes later speaks of the picture as a whole. */
function lastFeatureMap(graph: Graph): Value {
  const made = graph.nodes.flatMap(({ outputs }) => outputs);
  const last = [...graph.inputs, ...made].findLast(
    ({ shape }) => shape.length === 4 && (shape[2] as number) * (shape[3] as number) > 1,
  );
  if (last === undefined) throw new Error('there is no feature map in it');
  return last;
}
