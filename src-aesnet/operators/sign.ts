import type { Graph } from '../graph/graph.ts';
import type { Operator, Value } from '../graph/operator.ts';
import { unary } from './elementwise.ts';

/** Without a backward rule: where it is needed it stands inside another operator's. */
const Sign: Operator = unary('Sign', Math.sign, {});

/** −1, 0 or 1. */
export function sign(graph: Graph, x: Value): Value {
  return graph.one(Sign, [x]);
}
