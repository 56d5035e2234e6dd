import type { Graph } from '../graph/graph.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { reduceTo } from './broadcasting.ts';
import { equal } from './comparisons.ts';
import { binary, only } from './elementwise.ts';
import { log } from './log.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';
import { where } from './where.ts';

const Pow: Operator = binary('Pow', (base, exponent) => base ** exponent, {
  differentiate({ graph, inputs, outputs, gradients, wanted }) {
    const base = input(inputs, 0);
    const exponent = input(inputs, 1);
    const received = only(gradients);
    return [
      wanted[0]
        ? reduceTo(graph, mul(graph, received, slopeInBase(graph, base, exponent)), base.shape)
        : undefined,
      wanted[1]
        ? reduceTo(
            graph,
            mul(graph, received, slopeInExponent(graph, base, input(outputs, 0))),
            exponent.shape,
          )
        : undefined,
    ];
  },
});

function slopeInBase(graph: Graph, base: Value, exponent: Value): Value {
  const less = sub(graph, exponent, graph.number(1));
  return mul(graph, exponent, pow(graph, base, less));
}

/** y·log(base). At a base of 0 it is 0, which it tends to for every exponent above 0. */
function slopeInExponent(graph: Graph, base: Value, y: Value): Value {
  const isZero = equal(graph, base, graph.number(0));
  return mul(graph, y, log(graph, where(graph, isZero, graph.number(1), base)));
}

/**
 * base^exponent, with broadcasting. A negative base needs whole exponents, and has no gradient in the
 * exponent (it is NaN); a base of 0 has one in the base for exponents from 1 on alone.
 */
export function pow(graph: Graph, base: Value, exponent: Value): Value {
  return graph.one(Pow, [base, exponent]);
}

/** x to a constant power; 2 and 0.5 are cheaper as `mul` and `sqrt`. */
export function power(graph: Graph, x: Value, exponent: number): Value {
  return pow(graph, x, graph.number(exponent));
}
