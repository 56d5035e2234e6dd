import { abs } from '../../../../src-aesnet/operators/abs.ts';
import { add } from '../../../../src-aesnet/operators/add.ts';
import { cast } from '../../../../src-aesnet/operators/cast.ts';
import { clip } from '../../../../src-aesnet/operators/clip.ts';
import { equal, greater } from '../../../../src-aesnet/operators/comparisons.ts';
import { div } from '../../../../src-aesnet/operators/div.ts';
import { erf } from '../../../../src-aesnet/operators/erf.ts';
import { exp } from '../../../../src-aesnet/operators/exp.ts';
import { log } from '../../../../src-aesnet/operators/log.ts';
import { mul } from '../../../../src-aesnet/operators/mul.ts';
import { neg } from '../../../../src-aesnet/operators/neg.ts';
import { pow, power } from '../../../../src-aesnet/operators/pow.ts';
import { relu } from '../../../../src-aesnet/operators/relu.ts';
import { sigmoid } from '../../../../src-aesnet/operators/sigmoid.ts';
import { sign } from '../../../../src-aesnet/operators/sign.ts';
import { softplus } from '../../../../src-aesnet/operators/softplus.ts';
import { sqrt } from '../../../../src-aesnet/operators/sqrt.ts';
import { sub } from '../../../../src-aesnet/operators/sub.ts';
import { where } from '../../../../src-aesnet/operators/where.ts';
import type { Graph } from '../../../../src-aesnet/graph/graph.ts';
import type { Value } from '../../../../src-aesnet/graph/operator.ts';
import { shapes, type OperatorCase, type OperatorCases } from '../../support/operator-case.ts';
import { awayFrom, between, exactly, normal, whole, type Fill } from '../../support/values.ts';

/** Every way in which two shapes broadcast. */
const BROADCASTS: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], []],
  [[], [2, 3]],
  [[], []],
  [[2, 3], [1]],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [1, 3],
    [2, 1],
  ],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[4], [2, 3, 1]],
  [[1, 1], [1]],
  [
    [2, 3, 2, 2],
    [1, 3, 1, 1],
  ],
  [
    [1, 1, 1],
    [2, 3],
  ],
];

function binaries(
  apply: (graph: Graph, a: Value, b: Value) => Value,
  left: Fill = normal,
  right: Fill = left,
): OperatorCase[] {
  return BROADCASTS.map(([a, b]) => ({
    name: `[${a}] and [${b}]`,
    inputs: [
      { shape: a, fill: left },
      { shape: b, fill: right },
    ],
    apply,
  }));
}

function unaries(apply: (graph: Graph, x: Value) => Value, fill: Fill = normal): OperatorCase[] {
  return [[], [5], [2, 3, 2]].map((shape) => ({
    name: `[${shape}]`,
    inputs: [{ shape, fill }],
    apply,
  }));
}

const comparison = (
  name: string,
  apply: (graph: Graph, a: Value, b: Value) => Value,
): OperatorCase => ({
  name,
  inputs: [
    { shape: [3, 4], fill: whole(3) },
    { shape: [4], fill: whole(3) },
  ],
  apply,
  forwardOnly: true,
});

const CASTS = [
  ['bool', 'float32', [0, 1, 1, 0]],
  ['uint8', 'float32', [0, 7, 128, 255]],
  ['float32', 'int64', [-2.7, -0.5, 0.5, 3.9]],
  ['float32', 'bool', [-1, 0, 0.25, 2]],
  ['float32', 'float16', [1 / 3, -70000, 6e-8, 2049]],
] as const;

export const ELEMENTWISE: OperatorCases = {
  abs: unaries(abs, awayFrom([0])),
  add: [
    ...binaries(add),
    { name: 'a value to itself', inputs: shapes([3]), apply: (graph, x) => add(graph, x, x) },
  ],
  cast: CASTS.map(([from, to, values]) => ({
    name: `${from} to ${to}`,
    inputs: [{ shape: [4], type: from, fill: exactly(...values) }],
    apply: (graph, x) => cast(graph, x, to),
    forwardOnly: true,
  })),
  clip: [
    ...unaries((graph, x) => clip(graph, x, 0, 6), awayFrom([0, 6], 5)),
    {
      name: 'between negative bounds, all beyond',
      inputs: [{ shape: [6], fill: between(2, 3) }],
      apply: (graph, x) => clip(graph, x, -2, -1),
    },
  ],
  comparisons: [comparison('equal', equal), comparison('greater', greater)],
  div: binaries(div, normal, awayFrom([0, -0.1, 0.1, -0.2, 0.2, 0.3, -0.3])),
  erf: unaries(erf),
  exp: unaries(exp),
  log: unaries(log, between(0.2, 3)),
  mul: [
    ...binaries(mul),
    { name: 'a value by itself', inputs: shapes([3]), apply: (graph, x) => mul(graph, x, x) },
  ],
  neg: unaries(neg),
  pow: [
    ...binaries(pow, between(0.3, 2), between(-2, 3)),
    ...[2, 3, 1, 0, -1].map((exponent) => ({
      name: `to the constant power of ${exponent}, of either sign`,
      inputs: [{ shape: [6], fill: awayFrom([0, -0.1, 0.1, 0.2, -0.2]) }],
      apply: (graph: Graph, x: Value) => power(graph, x, exponent),
    })),
    {
      name: 'to the constant power of 1.5',
      inputs: [{ shape: [2, 3], fill: between(0.1, 2) }],
      apply: (graph, x) => power(graph, x, 1.5),
    },
    {
      name: 'zero squared',
      inputs: [{ shape: [2], fill: exactly(0, 1) }],
      apply: (graph, x) => power(graph, x, 2),
    },
  ],
  relu: unaries(relu, awayFrom([0])),
  sigmoid: unaries(sigmoid),
  sign: [
    { name: 'of all kinds', inputs: shapes([2, 3]), apply: sign, forwardOnly: true },
    {
      name: 'of zero',
      inputs: [{ shape: [3], fill: exactly(-2, 0, 2) }],
      apply: sign,
      forwardOnly: true,
    },
  ],
  softplus: [
    ...unaries(softplus),
    {
      name: 'far from 0',
      inputs: [{ shape: [4], fill: exactly(-30, -5, 20, 40) }],
      apply: softplus,
    },
  ],
  sqrt: unaries(sqrt, between(0.2, 3)),
  sub: [
    ...binaries(sub),
    { name: 'a value from itself', inputs: shapes([3]), apply: (graph, x) => sub(graph, x, x) },
  ],
  where: BROADCASTS.flatMap(([a, b]) =>
    [a, b, []].map((condition) => ({
      name: `[${condition}]: [${a}] or [${b}]`,
      inputs: [{ shape: condition, type: 'bool', fill: whole(2) }, { shape: a }, { shape: b }],
      apply: where,
    })),
  ),
};
