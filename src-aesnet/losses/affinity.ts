import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { floats } from '../graph/tensor.ts';
import { l2Normalise } from '../layers/l2-normalise.ts';
import { add } from '../operators/add.ts';
import { logSoftmax } from '../operators/log-softmax.ts';
import { matmul, swapped } from '../operators/matmul.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { exp } from '../operators/exp.ts';
import { reduceSum } from '../operators/reduce-sum.ts';
import { sub } from '../operators/sub.ts';

/** Below every cosine over a temperature; e to this is 0 in float32, and 0 times it stays 0. */
const EXCLUDED = -1e4;

/**
 * Semantic affinity, L_SA of METHOD.md section 3: mean over i of KL(p⁰_i ‖ p_i), with p_ij the softmax over
 * j ≠ i of cos(i, j)/τ. `general` [N, D⁰] are features of the frozen general encoder, `learnt` [N, D] ours:
 * of unedited pictures, one copy a photo.
 */
export function affinityLoss(
  graph: Graph,
  general: Value,
  learnt: Value,
  temperature: number,
): Value {
  const target = logAffinity(graph, general, temperature);
  const found = logAffinity(graph, learnt, temperature);
  const divergence = mul(graph, exp(graph, target), sub(graph, target, found));
  return meanOfAll(graph, reduceSum(graph, divergence, [1]));
}

/** log p_ij; far below 0 on the diagonal. */
function logAffinity(graph: Graph, features: Value, temperature: number): Value {
  const unit = l2Normalise(graph, features);
  const cosines = matmul(graph, unit, swapped(graph, unit));
  const count = features.shape[0] as number;
  const diagonal = new Float32Array(count * count);
  for (let i = 0; i < count; i++) diagonal[i * count + i] = EXCLUDED;
  const others = add(
    graph,
    mul(graph, cosines, graph.number(1 / temperature)),
    graph.constant(floats(diagonal, [count, count])),
  );
  return logSoftmax(graph, others);
}
