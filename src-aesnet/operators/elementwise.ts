/** What operators that work element by element have in common. */
import type { Array64 } from '../graph/array64.ts';
import { input, type Operator, type Value } from '../graph/operator.ts';
import { broadcastShape, zip64 } from './broadcasting.ts';

/** An operator of two operands with broadcasting. Throws where their types differ. */
export function binary(
  type: string,
  f: (x: number, y: number) => number,
  rest: Pick<Operator, 'differentiate'> & { readonly compares?: boolean } = {},
): Operator {
  const { compares = false, ...rule } = rest;
  return {
    type,
    infer(inputs) {
      const a = input(inputs, 0);
      const b = input(inputs, 1);
      if (a.type !== b.type) throw new RangeError(`${a.type} and ${b.type} do not go together`);
      return [{ type: compares ? 'bool' : a.type, shape: broadcastShape(a.shape, b.shape) }];
    },
    evaluate: (inputs) => [zip64(input(inputs, 0), input(inputs, 1), f)],
    ...rule,
  };
}

/** An operator of one operand. */
export function unary(
  type: string,
  f: (x: number) => number,
  rule: Pick<Operator, 'differentiate'>,
): Operator {
  return {
    type,
    infer: (inputs) => [{ type: input(inputs, 0).type, shape: input(inputs, 0).shape }],
    evaluate: (inputs) => [map64(input(inputs, 0), f)],
    ...rule,
  };
}

export function map64({ shape, data }: Array64, f: (x: number) => number): Array64 {
  return { shape, data: data.map(f) };
}

/** The gradient of a node's only output. */
export function only(gradients: readonly (Value | undefined)[]): Value {
  return input(gradients, 0);
}
