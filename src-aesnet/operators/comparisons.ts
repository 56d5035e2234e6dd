import type { Graph } from '../graph/graph.ts';
import type { Operator, Value } from '../graph/operator.ts';
import { binary } from './elementwise.ts';

/** Steps: without a backward rule, since their slope is 0 wherever it is defined. */
const Equal: Operator = binary('Equal', (x, y) => Number(x === y), { compares: true });
const Greater: Operator = binary('Greater', (x, y) => Number(x > y), { compares: true });

/** Bool: a = b. */
export function equal(graph: Graph, a: Value, b: Value): Value {
  return graph.one(Equal, [a, b]);
}

/** Bool: a > b. */
export function greater(graph: Graph, a: Value, b: Value): Value {
  return graph.one(Greater, [a, b]);
}
