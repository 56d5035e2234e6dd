/** Multi-attribute contrastive loss with soft targets and masks, L_k and L_MAC of METHOD.md section 3. */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { l2Normalise } from '../layers/l2-normalise.ts';
import { add } from '../operators/add.ts';
import { cast } from '../operators/cast.ts';
import { clip } from '../operators/clip.ts';
import { greater } from '../operators/comparisons.ts';
import { div } from '../operators/div.ts';
import { logSoftmax } from '../operators/log-softmax.ts';
import { matmul, swapped } from '../operators/matmul.ts';
import { mul } from '../operators/mul.ts';
import { neg } from '../operators/neg.ts';
import { reduceSum } from '../operators/reduce-sum.ts';
import { reshape } from '../operators/reshape.ts';
import { where } from '../operators/where.ts';

/** More than any cosine over a temperature: e to its negative is 0 in float32, and 0 times it stays 0. */
const EXCLUSION = 1e4;

/** K attributes, N pictures, each with one sentence an attribute. Lengths of the vectors do not count. */
export interface Contrast {
  /** z [K, N, D]: pictures in the space of each attribute. */
  readonly images: Value;
  /** [K, N, D]: the pictures' sentences in the same spaces. */
  readonly texts: Value;
  /** [K, N, N], 0 or more: how well sentence j describes picture i; rows need not sum to 1. */
  readonly targets: Value;
  /** [K, N, N], 1 or 0: whether it is known how well. What is 0 is neither a match nor a negative. */
  readonly mask: Value;
}

/**
 * L_MAC: the mean of L_k over the attributes that have anything to compare. L_k = ½ [mean_i CE(K_i·/ΣK_i·, softmax_j S_ij) +
 * mean_j CE(K_·j/ΣK_·j, softmax_i S_ij)] with S_ij = cos(image i, text j)/τ, softmax and means over what the mask allows: a row or
 * column without any target does not count. `temperature` τ has the shape [] or [1].
 */
export function contrastiveLoss(
  graph: Graph,
  { images, texts, targets, mask }: Contrast,
  temperature: Value,
): Value {
  const cosines = matmul(
    graph,
    unitVectors(graph, images),
    swapped(graph, unitVectors(graph, texts)),
  );
  const scores = div(graph, cosines, temperature);
  const allowed = mul(graph, targets, mask);
  const byImage = crossEntropy(graph, scores, allowed, mask);
  const byText = crossEntropy(
    graph,
    swapped(graph, scores),
    swapped(graph, allowed),
    swapped(graph, mask),
  );
  const sum = reduceSum(graph, add(graph, byImage.loss, byText.loss), [0]);
  const present = reduceSum(graph, byImage.present, [0]);
  const attributes = images.shape[0] as number;
  return mul(graph, div(graph, sum, clip(graph, present, 1, attributes)), graph.number(0.5));
}

/** x [K, N, D] with every vector at length 1. */
function unitVectors(graph: Graph, x: Value): Value {
  const [attributes, count, width] = x.shape as [number, number, number];
  const rows = reshape(graph, x, [attributes * count, width]);
  return reshape(graph, l2Normalise(graph, rows), x.shape);
}

/**
 * Of each attribute, [K]: the mean over rows i with any target of CE(targets_i·/Σ, softmax_j scores_ij), and whether there is such
 * a row.
 */
function crossEntropy(
  graph: Graph,
  scores: Value,
  targets: Value,
  mask: Value,
): { readonly loss: Value; readonly present: Value } {
  const excluded = mul(graph, add(graph, mask, graph.number(-1)), graph.number(EXCLUSION));
  const logShares = logSoftmax(graph, add(graph, scores, excluded));
  const sums = reduceSum(graph, targets, [2], true);
  const counts = greater(graph, sums, graph.number(0));
  // Without any target a row is 0 / 1, not 0 / 0.
  const normal = div(graph, targets, where(graph, counts, sums, graph.number(1)));
  const loss = neg(graph, reduceSum(graph, mul(graph, normal, logShares), [1, 2]));
  const rows = reduceSum(graph, cast(graph, counts, 'float32'), [1, 2]);
  return {
    loss: div(graph, loss, clip(graph, rows, 1, scores.shape[1] as number)),
    present: clip(graph, rows, 0, 1),
  };
}
