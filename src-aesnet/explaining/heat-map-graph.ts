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
 * [Note: which feature map] The very last one of our network has 7 × 7 places: a tenth of the frame is five of them, and what is added up
 * there has seen most of the picture. Masking the hottest tenth of such maps lowered scores more than masking others on 66 to 75 % of
 * pictures; of the last map with 14 × 14 places, on 90 % and more (benchmarks/heat-maps.ts). So it is the last that is fine enough.
 */
const LEAST_PLACES = 8;

/**
 * A graph that gives, for one picture, the model's scores and a heat map of each in one pass.
 *
 * Input: as the model's, float32 [1, 3, side, side]. Outputs: `scores` [1, K] and `maps` [1, K, H, W] in points: at each place of the last
 * feature map A with 8 places a side or more (of the last at all, where none has), the sum over its channels of ∂score/∂A · A. To first
 * order that is what the score would lose without what was found there.
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

/**
 * All that comes after the last feature map speaks of the picture as a whole; a map's square, of which its deviation is made, is no map of
 * its own.
 */
function lastFeatureMap(graph: Graph): Value {
  const made = graph.nodes
    .filter(({ operator, inputs: [a, b] }) => operator.type !== 'Mul' || a !== b)
    .flatMap(({ outputs }) => outputs);
  const maps = [...graph.inputs, ...made].filter(
    ({ shape }) => shape.length === 4 && (shape[2] as number) * (shape[3] as number) > 1,
  );
  const fine = maps.findLast(({ shape }) => Math.min(...shape.slice(2)) >= LEAST_PLACES);
  const last = fine ?? maps.at(-1);
  if (last === undefined) throw new Error('there is no feature map in it');
  return last;
}
