/** Layers made of operators: what they compute, and their gradients. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { gelu } from '../../../src-aesnet/layers/gelu.ts';
import { l2Normalise } from '../../../src-aesnet/layers/l2-normalise.ts';
import { linear } from '../../../src-aesnet/layers/linear.ts';
import { silu } from '../../../src-aesnet/layers/silu.ts';
import { array64 } from '../../../src-aesnet/graph/array64.ts';
import { differenceErrors, onnxErrors } from '../support/gradient-check.ts';
import { InputParameters } from '../support/input-parameters.ts';
import { checkable, shapes, type OperatorCase } from '../support/operator-case.ts';
import { exactly } from '../support/values.ts';

const CASES: OperatorCase[] = [
  { name: 'gelu', inputs: shapes([2, 3, 4]), apply: gelu },
  { name: 'silu', inputs: shapes([2, 3, 4]), apply: silu },
  { name: 'l2Normalise', inputs: shapes([3, 5]), apply: l2Normalise },
  {
    name: 'l2Normalise of a short and a long row',
    inputs: [{ shape: [2, 2], fill: exactly(1e-2, -2e-2, 300, 400) }],
    apply: l2Normalise,
  },
  {
    name: 'linear',
    inputs: shapes([3, 4], [2, 4], [2]),
    apply: (graph, ...[x, weight, bias]) =>
      linear(
        graph,
        new InputParameters({ 'head.weight': weight as Value, 'head.bias': bias as Value }),
        'head',
        x as Value,
        2,
      ),
  },
];

describe.each(CASES)('$name', (one) => {
  it('has the gradients of central differences', () => {
    for (const [name, error] of Object.entries(differenceErrors(checkable(one)))) {
      expect(error, name).toBeLessThan(1e-6);
    }
  });

  it('does in onnxruntime what it does here', async () => {
    for (const [name, error] of Object.entries(await onnxErrors(checkable(one)))) {
      expect(error, name).toBeLessThan(1e-5);
    }
  });
});

describe('values', () => {
  const at = (apply: (graph: Graph, x: Value) => Value, shape: number[], values: number[]) => {
    const graph = new Graph();
    graph.output(apply(graph, graph.input('x', shape)), 'y');
    return [...(interpret(graph, { x: array64(shape, values) }).y?.data ?? [])];
  };

  it('of gelu are those of its definition', () => {
    // x·Φ(x), with Φ from tables of the normal distribution.
    const found = at(gelu, [5], [-2, -1, 0, 1, 2]);
    for (const [index, expected] of [
      -2 * 0.0227501319,
      -0.1586552539,
      0,
      0.8413447461,
      2 * 0.9772498681,
    ].entries()) {
      // 1/√2 is a float32 constant of the graph.
      expect(found[index]).toBeCloseTo(expected, 7);
    }
  });

  it('of silu are those of its definition', () => {
    const found = at(silu, [3], [-1, 0, 2]);
    expect(found[0]).toBeCloseTo(-1 / (1 + Math.E), 12);
    expect(found[1]).toBe(0);
    expect(found[2]).toBeCloseTo(2 / (1 + Math.exp(-2)), 12);
  });

  it('of l2Normalise have a length of 1; zeros stay zeros', () => {
    const found = at(l2Normalise, [2, 2], [3, 4, 0, 0]);
    expect(found[0]).toBeCloseTo(0.6, 10);
    expect(found[1]).toBeCloseTo(0.8, 10);
    expect(found.slice(2)).toEqual([0, 0]);
  });
});
