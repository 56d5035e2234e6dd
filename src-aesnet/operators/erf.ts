import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { only, unary } from './elementwise.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

/** From here on it is 1 in float64. */
const ONE_FROM = 6;

/** Abramowitz and Stegun 7.1.6: all terms have one sign, so that nothing cancels. */
function erf64(x: number): number {
  if (Math.abs(x) >= ONE_FROM) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * Number.EPSILON; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const Erf: Operator = unary('Erf', erf64, {
  differentiate({ graph, inputs, gradients }) {
    const x = input(inputs, 0);
    const bell = exp(graph, neg(graph, mul(graph, x, x)));
    const slope = mul(graph, bell, graph.number(2 / Math.sqrt(Math.PI)));
    return [mul(graph, only(gradients), slope)];
  },
});

/** The error function, 2/√π · ∫₀ˣ exp(−t²) dt. */
export function erf(graph: Graph, x: Value): Value {
  return graph.one(Erf, [x]);
}
