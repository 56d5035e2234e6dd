import type { Array64 } from './array64.ts';
import type { Graph } from './graph.ts';
import type { DataType } from './tensor.ts';

/** A dimension that is known only when the graph runs: the batch of an inference graph. */
export const DYNAMIC = -1;

/** One value in a graph. `shape` may hold `DYNAMIC`. */
export interface Value {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly number[];
}

export type ValueType = Omit<Value, 'name'>;

/** An attribute of a node: a number is an ONNX INT, a list INTS, a text STRING. */
export type Attribute = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

/** What a backward rule is given. */
export interface Backward {
  readonly graph: Graph;
  /** The node's inputs and outputs; an optional input that was left out is undefined. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** dL/d(output), undefined where nothing depends on that output. At least one is there. */
  readonly gradients: readonly (Value | undefined)[];
  /** Which inputs' gradients are wanted; others may be left undefined. */
  readonly wanted: readonly boolean[];
}

/**
 * One ONNX operator (opset 17): what comes out, a float64 reference in plain TypeScript, and the
 * backward rule, which adds nodes to the graph. An operator without a rule raises when a gradient is
 * asked through it.
 */
export interface Operator {
  /** ONNX's `op_type`. */
  readonly type: string;
  /** Types and shapes of the outputs. Throws a RangeError for inputs that do not fit together. */
  infer(inputs: readonly (Value | undefined)[], attributes: Attributes): readonly ValueType[];
  /** The outputs, in float64. */
  evaluate(inputs: readonly (Array64 | undefined)[], attributes: Attributes): readonly Array64[];
  /** dL/d(input) for each input. */
  differentiate?(backward: Backward): readonly (Value | undefined)[];
}

/** Required input `index` of a node. */
export function input<T>(inputs: readonly (T | undefined)[], index: number): T {
  const value = inputs[index];
  if (value === undefined) throw new RangeError(`input ${index} is missing`);
  return value;
}

export function ints(
  attributes: Attributes,
  name: string,
  otherwise: readonly number[],
): readonly number[] {
  const value = attributes[name];
  if (value === undefined) return otherwise;
  if (!Array.isArray(value)) throw new TypeError(`expected a list for ${name}`);
  return value as readonly number[];
}

export function int(attributes: Attributes, name: string, otherwise: number): number {
  const value = attributes[name];
  if (value === undefined) return otherwise;
  if (typeof value !== 'number') throw new TypeError(`expected a whole number for ${name}`);
  return value;
}

export function real(attributes: Attributes, name: string, otherwise: number): number {
  const value = attributes[name];
  if (value === undefined) return otherwise;
  if (typeof value !== 'object' || !('float' in value))
    throw new TypeError(`expected a float for ${name}`);
  return value.float;
}
