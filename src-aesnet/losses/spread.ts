import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { exp } from '../operators/exp.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { stopGradient } from '../operators/identity.ts';
import { sub } from '../operators/sub.ts';

/**
 * Learns the spread of the score: the Gaussian negative log-likelihood of (rated − score) in log σ, without
 * its constant. The score itself is held fixed in it, so that no photo is given up as merely uncertain.
 *
 * `score`, `rated` and `logSpread`: [N, 1], of one unit.
 */
export function spreadLoss(graph: Graph, score: Value, rated: Value, logSpread: Value): Value {
  const error = stopGradient(graph, sub(graph, rated, score));
  const precision = exp(graph, mul(graph, logSpread, graph.number(-2)));
  const misfit = mul(graph, mul(graph, error, error), mul(graph, precision, graph.number(0.5)));
  return meanOfAll(graph, add(graph, misfit, logSpread));
}
