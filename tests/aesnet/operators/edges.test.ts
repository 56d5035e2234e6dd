/** Where a function bends or breaks: what central differences cannot say. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { gradients } from '../../../src-aesnet/graph/gradients.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import type { Value } from '../../../src-aesnet/graph/operator.ts';
import { averagePool } from '../../../src-aesnet/operators/average-pool.ts';
import { clip } from '../../../src-aesnet/operators/clip.ts';
import { erf } from '../../../src-aesnet/operators/erf.ts';
import { gather } from '../../../src-aesnet/operators/gather.ts';
import { layerNormalization } from '../../../src-aesnet/operators/layer-normalization.ts';
import { logSoftmax } from '../../../src-aesnet/operators/log-softmax.ts';
import { maxPool } from '../../../src-aesnet/operators/max-pool.ts';
import { pow } from '../../../src-aesnet/operators/pow.ts';
import { reduceSum } from '../../../src-aesnet/operators/reduce-sum.ts';
import { relu } from '../../../src-aesnet/operators/relu.ts';
import { softmax } from '../../../src-aesnet/operators/softmax.ts';
import { softplus } from '../../../src-aesnet/operators/softplus.ts';
import { runGraph } from '../support/onnx.ts';

/** y and the gradients of its sum by every input, here; onnxruntime must give the same. */
async function ofSum(
  apply: (graph: Graph, ...inputs: Value[]) => Value,
  ...inputs: readonly Array64[]
): Promise<{ y: number[]; slopes: number[][] }> {
  const graph = new Graph();
  const values = inputs.map(({ shape }, index) => graph.input(`x${index}`, shape));
  const y = apply(graph, ...values);
  graph.output(y, 'y');
  const sum = reduceSum(graph, y, [...y.shape.keys()]);
  for (const [index, slope] of gradients(graph, sum, values).entries()) {
    graph.output(slope, `slope${index}`);
  }
  const feeds = Object.fromEntries(inputs.map((value, index) => [`x${index}`, value]));
  const found = interpret(graph, feeds);
  const onnx = await runGraph(graph, feeds);
  const read = (name: string) => {
    const values = [...(found[name]?.data ?? [])];
    for (const [index, value] of values.entries()) {
      const other = onnx[name]?.data[index] ?? Infinity;
      if (Number.isNaN(value)) expect(other, `onnxruntime's ${name}`).toBeNaN();
      else expect(other, `onnxruntime's ${name}`).toBeCloseTo(value, 5);
    }
    return values;
  };
  return { y: read('y'), slopes: inputs.map((_, index) => read(`slope${index}`)) };
}

const row = (...values: number[]) => array64([values.length], values);

describe('at a kink', () => {
  it('relu has no slope', async () => {
    const { slopes } = await ofSum(relu, row(-1, 0, 1));
    expect(slopes).toEqual([[0, 0, 1]]);
  });

  it('clip has the slope of its inside', async () => {
    const { slopes } = await ofSum((graph, x) => clip(graph, x, 0, 6), row(-1, 0, 3, 6, 7));
    expect(slopes).toEqual([[0, 1, 1, 1, 0]]);
  });

  it('max pooling gives the gradient to the first of equal pixels alone', async () => {
    const x = array64([1, 1, 2, 4], [0, 0, 5, 1, 0, 0, 1, 5]);
    const { y, slopes } = await ofSum(
      (graph, value) => maxPool(graph, value, { kernel: [2, 2], strides: [2, 2] }),
      x,
    );
    expect(y).toEqual([0, 5]);
    expect(slopes).toEqual([[1, 0, 1, 0, 0, 0, 0, 0]]);
  });

  it('max pooling takes no padding for a pixel of 0', async () => {
    const { y, slopes } = await ofSum(
      (graph, x) => maxPool(graph, x, { kernel: [2, 2], pads: [1, 1, 0, 0] }),
      array64([1, 1, 1, 1], [0]),
    );
    expect(y).toEqual([0]);
    expect(slopes).toEqual([[1]]);
  });
});

describe('padding', () => {
  it('does not count in an average', async () => {
    const { y, slopes } = await ofSum(
      (graph, x) => averagePool(graph, x, { kernel: [2, 2], pads: [1, 1, 1, 1] }),
      array64([1, 1, 1, 2], [2, 4]),
    );
    expect(y).toEqual([2, 3, 4, 2, 3, 4]);
    expect(slopes).toEqual([[3, 3]]);
  });
});

describe('pow', () => {
  it('has a slope in the exponent only where the base is not negative', async () => {
    const { y, slopes } = await ofSum(pow, row(0, 2, -2), row(2, 3, 2));
    expect(y).toEqual([0, 8, 4]);
    expect(slopes[0]).toEqual([0, 12, -4]);
    expect(slopes[1]?.[0]).toBe(0);
    expect(slopes[1]?.[1]).toBeCloseTo(8 * Math.LN2, 12);
    expect(slopes[1]?.[2]).toBeNaN();
  });
});

describe('erf', () => {
  it.each([
    // Abramowitz and Stegun, table 7.1, and beyond it.
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [-1, -0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [5, 0.9999999999984626],
    [7, 1],
    [-40, -1],
  ])('of %d is %d', async (x, expected) => {
    const { y } = await ofSum(erf, row(x));
    expect(Math.abs((y[0] ?? NaN) - expected)).toBeLessThan(1e-15);
  });
});

describe('far from 0', () => {
  it.each([
    ['softmax', softmax, [0, 0, 1]],
    ['logSoftmax', logSoftmax, [-2000, -1000, 0]],
    ['softplus', softplus, [0, 0, 1000]],
  ] as const)('%s neither overflows nor loses its slope', async (_, apply, expected) => {
    const { y, slopes } = await ofSum(apply, row(-1000, 0, 1000));
    expect(y.map((value) => Math.round(value * 1e6) / 1e6)).toEqual(
      apply === softplus ? [0, Math.round(Math.LN2 * 1e6) / 1e6, 1000] : expected,
    );
    expect(slopes.flat().every(Number.isFinite)).toBe(true);
  });
});

describe('layer normalization', () => {
  it('divides by the root of variance and ε', async () => {
    const two = row(1, 1);
    const none = row(0, 0);
    const at = (epsilon?: number) =>
      ofSum(
        (graph, x, scale, bias) =>
          layerNormalization(graph, x, scale as Value, bias as Value, epsilon),
        array64([1, 2], [4, 6]),
        two,
        none,
      );
    expect((await at(3)).y).toEqual([-0.5, 0.5]);
    expect((await at()).y[1]).toBeCloseTo(1 / Math.sqrt(1 + 1e-5), 9);
  });
});

describe('gather', () => {
  it('adds up what a row gets that was looked up twice', () => {
    const graph = new Graph();
    const table = graph.input('table', [3, 2]);
    const rows = graph.input('rows', [3], 'int64');
    const sum = reduceSum(graph, gather(graph, table, rows), [0, 1]);
    const [slope] = gradients(graph, sum, [table]);
    graph.output(slope as Value, 'slope');
    const feeds = { table: array64([3, 2], [1, 2, 3, 4, 5, 6]), rows: row(2, 0, 2) };
    expect([...(interpret(graph, feeds).slope?.data ?? [])]).toEqual([1, 1, 0, 0, 2, 2]);
  });

  it('refuses a row that is not there', () => {
    const graph = new Graph();
    const table = graph.input('table', [3, 2]);
    graph.output(gather(graph, table, graph.input('rows', [1], 'int64')), 'y');
    for (const at of [-1, 3]) {
      const feeds = { table: array64([3, 2], [1, 2, 3, 4, 5, 6]), rows: row(at) };
      expect(() => interpret(graph, feeds)).toThrow(`there is no row ${at} in [3,2]`);
    }
  });
});
