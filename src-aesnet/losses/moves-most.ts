import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { reduceSum } from '../operators/reduce-sum.ts';
import { softplus } from '../operators/softplus.ts';
import { sub } from '../operators/sub.ts';

/** Width, in SDs, over which the hinge is rounded. */
const ROUNDING = 0.2;

/**
 * An edit shall move its own attribute most (METHOD.md section 1): its fall shall exceed each of the other five by `lead`. A
 * rounded hinge, in SDs, mean over the five and the photos: once an attribute leads it is left alone.
 *
 * `original`, `damaged`: the six attributes [E, 6], each in units of its SD over photos; `edited` [E, 6] one-hot.
 */
export function movesMostLoss(
  graph: Graph,
  original: Value,
  damaged: Value,
  edited: Value,
  lead: number,
): Value {
  const fall = sub(graph, original, damaged);
  const own = reduceSum(graph, mul(graph, fall, edited), [1], true);
  const missing = sub(graph, graph.number(lead), sub(graph, own, fall));
  const rounded = softplus(graph, mul(graph, missing, graph.number(1 / ROUNDING)));
  const others = sub(graph, graph.number(1), edited);
  const [, count] = fall.shape as [number, number];
  // The edited attribute itself is masked, so the mean is over one less.
  const scale = (ROUNDING * count) / (count - 1);
  return mul(graph, meanOfAll(graph, mul(graph, rounded, others)), graph.number(scale));
}
