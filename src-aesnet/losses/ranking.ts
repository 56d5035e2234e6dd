import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { meanOfAll } from '../operators/reduce-mean.ts';
import { mul } from '../operators/mul.ts';
import { softplus } from '../operators/softplus.ts';
import { sub } from '../operators/sub.ts';

/** Width, in score points, over which the hinge is rounded: a lead just at its margin still counts a little. */
const ROUNDING = 0.1;

/**
 * A lead beyond this many times its margin counts against it, as much as one that is missing. Without a bound the network
 * becomes a detector of damage: it takes points for what any photo has a little of, and no longer agrees with people.
 */
const MOST = 2.5;

/** One photo three times. Scores [E, 1] in points; margins [E, 1] of the original over each copy. */
export interface RankedTriple {
  readonly original: Value;
  readonly weak: Value;
  readonly strong: Value;
  readonly weakMargin: Value;
  readonly strongMargin: Value;
}

/**
 * Ranking on edits: original over weak by the weak margin, original over strong by the strong margin, weak
 * over strong by their difference, each by at most `MOST` times as much. A rounded hinge on either side, in points, mean over
 * the three and the photos. Margins that grow with the edit's strength: Pfister et al. 2021, and METHOD.md section 2; the upper
 * bound is ours.
 */
export function rankingLoss(graph: Graph, triple: RankedTriple): Value {
  const { original, weak, strong, weakMargin, strongMargin } = triple;
  const between = sub(graph, strongMargin, weakMargin);
  const pairs: [Value, Value, Value][] = [
    [original, weak, weakMargin],
    [original, strong, strongMargin],
    [weak, strong, between],
  ];
  const sum = pairs
    .map(([better, worse, margin]) => outsideBand(graph, sub(graph, better, worse), margin))
    .reduce((total, loss) => add(graph, total, loss));
  return mul(graph, sum, graph.number(1 / pairs.length));
}

/** By how much a lead is under its margin or over its bound. */
function outsideBand(graph: Graph, lead: Value, margin: Value): Value {
  const missing = sub(graph, margin, lead);
  const excess = sub(graph, lead, mul(graph, margin, graph.number(MOST)));
  return add(graph, hinge(graph, missing), hinge(graph, excess));
}

function hinge(graph: Graph, x: Value): Value {
  const rounded = softplus(graph, mul(graph, x, graph.number(1 / ROUNDING)));
  return mul(graph, meanOfAll(graph, rounded), graph.number(ROUNDING));
}
