/** Checks a loss: its value against a reference, its gradients against differences, and onnxruntime. */
import { expect } from 'vitest';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { differenceErrors, onnxErrors, type Checkable } from './gradient-check.ts';

/** The loss in float64. */
export function lossOf({ build, feeds }: Checkable): number {
  const graph = new Graph();
  graph.output(build(graph).loss, 'loss');
  const loss = interpret(graph, feeds).loss;
  expect(loss?.data).toHaveLength(1);
  return loss?.data[0] ?? NaN;
}

/** Constants of a graph are float32, so that a loss is right to seven digits. */
export async function expectLoss(checked: Checkable, expected: number): Promise<void> {
  expect(Math.abs(lossOf(checked) - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
  for (const [name, error] of Object.entries(differenceErrors(checked))) {
    expect(error, `gradient of ${name}`).toBeLessThan(1e-6);
  }
  for (const [name, error] of Object.entries(await onnxErrors(checked))) {
    expect(error, `onnxruntime's ${name}`).toBeLessThan(5e-5);
  }
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The rows of a matrix. */
export function rowsOf({ shape, data }: Checkable['feeds'][string]): number[][] {
  const width = shape[1] ?? 1;
  return Array.from({ length: shape[0] ?? 0 }, (_, row) => [
    ...data.slice(row * width, (row + 1) * width),
  ]);
}

/** Shares of e to the power of each, in the plainest way. */
export function shares(values: readonly number[]): number[] {
  const powers = values.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
