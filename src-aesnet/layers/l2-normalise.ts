import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { add } from '../operators/add.ts';
import { div } from '../operators/div.ts';
import { mul } from '../operators/mul.ts';
import { reduceSum } from '../operators/reduce-sum.ts';
import { sqrt } from '../operators/sqrt.ts';

/** Keeps the root of a vector of zeros, and its slope, finite. */
const EPSILON = 1e-12;

/** x [N, D] → each row at length 1. */
export function l2Normalise(graph: Graph, x: Value): Value {
  const squares = reduceSum(graph, mul(graph, x, x), [1], true);
  return div(graph, x, sqrt(graph, add(graph, squares, graph.number(EPSILON))));
}
