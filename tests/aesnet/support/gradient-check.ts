/**
 * Checks gradients twice: against central differences in float64, and float64 against what onnxruntime
 * makes of the same graph in float32.
 */
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { gradients } from '../../../src-aesnet/graph/gradients.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { runGraph } from './onnx.ts';

/** A scalar, what it is differentiated by, and what else of the graph is to be compared. */
export interface Built {
  readonly loss: Value;
  /** Inputs of the graph. */
  readonly parameters: readonly Value[];
  readonly others?: Readonly<Record<string, Value>>;
}

export interface Checkable {
  /** Describes the graph; called more than once. */
  build(graph: Graph): Built;
  /** Values of its inputs, by name. */
  readonly feeds: Readonly<Record<string, Array64>>;
}

/** Errors by name: the largest difference, divided by the largest value. */
export type Errors = Record<string, number>;

/** Far enough for float64's last digits not to count, near enough for the third derivative not to. */
const STEP = 1e-5;

/** Each parameter's gradient against central differences. */
export function differenceErrors({ build, feeds }: Checkable): Errors {
  const whole = withGradients(build);
  const found = interpret(whole.graph, feeds);
  const forward = new Graph();
  forward.output(build(forward).loss, 'loss');
  const lossAt = (values: Readonly<Record<string, Array64>>) =>
    interpret(forward, values).loss?.data[0] ?? NaN;
  return Object.fromEntries(
    whole.names.map((name) => {
      const at = feeds[name];
      if (at === undefined) throw new RangeError(`${name} is no input of the graph`);
      const expected = at.data.map((value, index) => {
        const step = STEP * Math.max(1, Math.abs(value));
        const moved = (by: number) =>
          lossAt({ ...feeds, [name]: { shape: at.shape, data: at.data.with(index, value + by) } });
        return (moved(step) - moved(-step)) / (2 * step);
      });
      return [name, relativeError(found[gradientName(name)], { shape: at.shape, data: expected })];
    }),
  );
}

/** Loss, gradients and other values of the graph: onnxruntime's against the interpreter's. */
export async function onnxErrors(
  { build, feeds }: Checkable,
  provider = 'cpu',
  differentiable = true,
): Promise<Errors> {
  const { graph } = withGradients(build, differentiable);
  const expected = interpret(graph, feeds);
  const found = await runGraph(graph, feeds, provider);
  return Object.fromEntries(
    Object.entries(expected).map(([name, values]) => [name, relativeError(found[name], values)]),
  );
}

/** The graph with its gradients, and whatever else, as outputs. */
export function withGradients(
  build: Checkable['build'],
  differentiable = true,
): { graph: Graph; names: readonly string[] } {
  const graph = new Graph();
  const { loss, parameters, others = {} } = build(graph);
  graph.output(loss, 'loss');
  for (const [name, value] of Object.entries(others)) graph.output(value, `other of ${name}`);
  if (!differentiable) return { graph, names: [] };
  for (const [index, gradient] of gradients(graph, loss, parameters).entries()) {
    graph.output(gradient, gradientName(parameters[index]?.name ?? ''));
  }
  return { graph, names: parameters.map(({ name }) => name) };
}

export const gradientName = (parameter: string) => `gradient of ${parameter}`;

/** The largest difference, divided by the largest expected value; infinite for another shape. */
export function relativeError(found: Array64 | undefined, expected: Array64): number {
  if (found === undefined || found.shape.join() !== expected.shape.join()) return Infinity;
  let largest = 0;
  let difference = 0;
  for (const [index, value] of expected.data.entries()) {
    const other = found.data[index] ?? NaN;
    if (Number.isNaN(value - other) && !Object.is(value, other)) return Infinity;
    largest = Math.max(largest, Math.abs(value));
    if (value !== other) difference = Math.max(difference, Math.abs(value - other));
  }
  return difference === 0 ? 0 : difference / Math.max(largest, 1e-6);
}
