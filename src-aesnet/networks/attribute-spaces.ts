/** The seven attribute spaces and the fusion of image and text (METHOD.md section 3). */
import { SPACES } from '../descriptions/units.ts';
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { gelu } from '../layers/gelu.ts';
import { l2Normalise } from '../layers/l2-normalise.ts';
import { linear } from '../layers/linear.ts';
import type { Parameters } from '../layers/parameters.ts';
import { add } from '../operators/add.ts';
import { concat } from '../operators/concat.ts';
import { gather } from '../operators/gather.ts';
import { matmul } from '../operators/matmul.ts';
import { mul } from '../operators/mul.ts';
import { reshape } from '../operators/reshape.ts';
import { slice } from '../operators/slice.ts';
import type { Standard } from './mlsp.ts';

/** Width of every space. */
export const SPACE_WIDTH = 128;

/** Width of the fusion's hidden layer. */
const FUSION_WIDTH = 256;

/** What brings multi-level features to mean 0 and deviation 1, where pictures are compared by them. */
export const SPACES_STANDARD: Standard = {
  shift: 'spaces.image.shift',
  scale: 'spaces.image.scale',
};

/** Image features go through the P_k, text features through the Q_k. */
export type Side = 'image' | 'text';

/** The projections of one side in the order of `SPACES`, [7, width, 128]: one parameter, so that a step can choose among them by index. */
function projections(parameters: Parameters, side: Side, width: number): Value {
  return parameters.get(`spaces.${side}.weight`, [SPACES.length, width, SPACE_WIDTH]);
}

/**
 * x [K, N, D] → [K, N, 128]: batch k of features into the space with index `spaces[k]`, int64 [K]. P_k and Q_k are linear, without a
 * bias.
 */
export function projectInto(
  graph: Graph,
  parameters: Parameters,
  side: Side,
  x: Value,
  spaces: Value,
): Value {
  const all = projections(parameters, side, x.shape.at(-1) as number);
  return matmul(graph, x, gather(graph, all, spaces));
}

/** Features x [N, D] → their vectors of length 1 in all spaces, [N, 7, 128]. */
export function embedInAll(graph: Graph, parameters: Parameters, side: Side, x: Value): Value {
  const [batch, width] = x.shape as [number, number];
  const all = projections(parameters, side, width);
  const units = SPACES.map((_, index) => {
    const projection = reshape(graph, slice(graph, all, 0, index, index + 1), [width, SPACE_WIDTH]);
    const unit = l2Normalise(graph, matmul(graph, x, projection));
    return reshape(graph, unit, [batch, 1, SPACE_WIDTH]);
  });
  return concat(graph, units, 1);
}

/**
 * v + keep · g([v̂ ; t̂]) for image features v [N, D], text features t [N, T] and `keep` [N, 1]: 1, or 0 where the text is dropped
 * and v stays as it is. g is a network with one hidden layer; hats are vectors at length 1.
 */
export function fuse(graph: Graph, parameters: Parameters, v: Value, t: Value, keep: Value): Value {
  const both = concat(graph, [l2Normalise(graph, v), l2Normalise(graph, t)], 1);
  const hidden = gelu(graph, linear(graph, parameters, 'fusion.hidden', both, FUSION_WIDTH));
  const change = linear(graph, parameters, 'fusion.output', hidden, v.shape[1] as number);
  return add(graph, v, mul(graph, change, keep));
}
