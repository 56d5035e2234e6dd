import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { sub } from '../operators/sub.ts';

/** A harmless change shall not move a prediction: the mean square of first − second, both [S, K]. */
export function stabilityLoss(graph: Graph, first: Value, second: Value): Value {
  const difference = sub(graph, first, second);
  return meanOfAll(graph, mul(graph, difference, difference));
}
