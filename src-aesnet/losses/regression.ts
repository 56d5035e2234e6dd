import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { abs } from '../operators/abs.ts';
import { clip } from '../operators/clip.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { sub } from '../operators/sub.ts';

/**
 * Huber's loss with its bend at `bend`, mean over all elements: e²/2 up to there, then bend·(|e| − bend/2).
 * `predicted` and `rated` have the same shape; units as given.
 */
export function huberLoss(graph: Graph, predicted: Value, rated: Value, bend: number): Value {
  const error = abs(graph, sub(graph, predicted, rated));
  // With c = min(|e|, bend): c·(|e| − c/2) is both branches at once.
  const near = clip(graph, error, 0, bend);
  const far = sub(graph, error, mul(graph, near, graph.number(0.5)));
  return meanOfAll(graph, mul(graph, near, far));
}
