import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';

const StopGradient: Operator = {
  type: 'Identity',
  infer: (inputs) => [input(inputs, 0)],
  evaluate: (inputs) => [input(inputs, 0)],
  differentiate: () => [undefined],
};

/** The same value, through which no gradient flows: a target, not a prediction. */
export function stopGradient(graph: Graph, x: Value): Value {
  return graph.one(StopGradient, [x]);
}
