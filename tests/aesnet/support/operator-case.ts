/** One operator applied to inputs of some shapes: what the table of operators is made of. */
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import type { Graph } from '../../../src-aesnet/graph/graph.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { floats, sizeOf, type DataType } from '../../../src-aesnet/graph/tensor.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { cast } from '../../../src-aesnet/operators/cast.ts';
import { mul } from '../../../src-aesnet/operators/mul.ts';
import { reduceSum } from '../../../src-aesnet/operators/reduce-sum.ts';
import type { Checkable } from './gradient-check.ts';
import { filled, normal, type Fill } from './values.ts';

export interface CaseInput {
  readonly shape: readonly number[];
  /** Default: normal. */
  readonly fill?: Fill;
  /** Default: float32. Only those have a gradient. */
  readonly type?: DataType;
}

export interface OperatorCase {
  readonly name: string;
  readonly inputs: readonly CaseInput[];
  readonly apply: (graph: Graph, ...inputs: Value[]) => Value;
  /** An operator that must have no backward rule: only its values are checked. */
  readonly forwardOnly?: boolean;
}

/** The cases of each file in src-aesnet/operators, by the file's name without `.ts`. */
export type OperatorCases = Readonly<Record<string, readonly OperatorCase[]>>;

/** Shapes alone: normal values. */
export const shapes = (...all: readonly (readonly number[])[]): CaseInput[] =>
  all.map((shape) => ({ shape }));

/** The operator's output, weighted by fixed random numbers and summed: a loss in which all of it counts. */
export function checkable({ inputs, apply }: OperatorCase): Checkable {
  const random = Random.from(inputs.length, ...inputs.flatMap(({ shape }) => shape));
  const names = inputs.map((_, index) => `x${index}`);
  const feeds: Record<string, Array64> = {};
  for (const [index, { shape, fill = normal }] of inputs.entries()) {
    feeds[`x${index}`] = filled(shape, fill, random);
  }
  const weighting = random.state;
  return {
    feeds,
    build(graph) {
      const values = inputs.map(({ shape, type = 'float32' }, index) =>
        graph.input(names[index] as string, shape, type),
      );
      const y = apply(graph, ...values);
      const real = y.type === 'float32' ? y : cast(graph, y, 'float32');
      return {
        loss: weightedSum(graph, real, Random.restore(weighting)),
        parameters: values.filter(({ type }) => type === 'float32'),
        others: { y: real },
      };
    },
  };
}

/** Σ weights · y, of shape []. */
export function weightedSum(graph: Graph, y: Value, random: Random): Value {
  const weights = normal(random, sizeOf(y.shape));
  const weighted = mul(graph, y, graph.constant(floats(weights, y.shape)));
  return reduceSum(graph, weighted, [...y.shape.keys()]);
}
