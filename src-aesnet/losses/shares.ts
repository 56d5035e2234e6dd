import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { logSoftmax } from '../operators/log-softmax.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { neg } from '../operators/neg.ts';
import { reduceSum } from '../operators/reduce-sum.ts';

/**
 * Cross-entropy of shares: `logits` [N, C] against `shares` [N, C], rows that sum to 1 (votes for emotions,
 * a one-hot scene); mean over rows.
 */
export function sharesLoss(graph: Graph, logits: Value, shares: Value): Value {
  const likelihood = reduceSum(graph, mul(graph, shares, logSoftmax(graph, logits)), [1]);
  return neg(graph, meanOfAll(graph, likelihood));
}
