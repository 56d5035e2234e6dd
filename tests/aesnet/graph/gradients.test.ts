import { describe, expect, it } from 'vitest';
import { array64 } from '../../../src-aesnet/graph/array64.ts';
import { gradients } from '../../../src-aesnet/graph/gradients.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { DYNAMIC, type Operator, type Value } from '../../../src-aesnet/graph/operator.ts';
import { add } from '../../../src-aesnet/operators/add.ts';
import { cast } from '../../../src-aesnet/operators/cast.ts';
import { conv } from '../../../src-aesnet/operators/conv.ts';
import { convTranspose } from '../../../src-aesnet/operators/conv-transpose.ts';
import { exp } from '../../../src-aesnet/operators/exp.ts';
import { greater } from '../../../src-aesnet/operators/comparisons.ts';
import { layerNormalization } from '../../../src-aesnet/operators/layer-normalization.ts';
import { mul } from '../../../src-aesnet/operators/mul.ts';
import { reduceSum } from '../../../src-aesnet/operators/reduce-sum.ts';
import { meanOfAll } from '../../../src-aesnet/operators/reduce-mean.ts';
import { sign } from '../../../src-aesnet/operators/sign.ts';
import { stridedSlice } from '../../../src-aesnet/operators/slice.ts';
import { stopGradient } from '../../../src-aesnet/operators/identity.ts';
import { where } from '../../../src-aesnet/operators/where.ts';

const sum = (graph: Graph, x: Value) => reduceSum(graph, x, [...x.shape.keys()]);

/** The gradients of a graph's loss at these inputs. */
function slopes(
  build: (graph: Graph, ...inputs: Value[]) => Value,
  ...at: readonly (readonly number[])[]
): number[][] {
  const graph = new Graph();
  const inputs = at.map(({ length }, index) => graph.input(`x${index}`, [length]));
  const found = gradients(graph, build(graph, ...inputs), inputs);
  for (const [index, value] of found.entries()) graph.output(value, `slope${index}`);
  const feeds = Object.fromEntries(at.map((x, index) => [`x${index}`, array64([x.length], x)]));
  const values = interpret(graph, feeds);
  return at.map((_, index) => [...(values[`slope${index}`]?.data ?? [])]);
}

/** Output `index` of a layer normalisation, which is never handed out; alone, or added to the first. */
const statistic = (index: number, added: boolean) => (graph: Graph, x: Value) => {
  const y = layerNormalization(graph, x, graph.input('scale', [3]), graph.input('bias', [3]));
  const value = graph.nodes.at(-1)?.outputs[index] as Value;
  return added ? add(graph, y, value) : value;
};

describe('an operator without a rule', () => {
  const RULELESS: readonly (readonly [
    string,
    readonly number[],
    (graph: Graph, x: Value) => Value,
  ])[] = [
    ['Sign', [3], sign],
    ['Cast', [3], (graph, x) => cast(graph, cast(graph, x, 'int32'), 'float32')],
    [
      'ConvTranspose',
      [1, 1, 2, 2],
      (graph, x) =>
        convTranspose(graph, x, x, { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 }, [3, 3]),
    ],
    ['Slice with a step of 2', [4], (graph, x) => stridedSlice(graph, x, [0], [0], [2], 2)],
    [
      'Conv with 2 groups',
      [1, 4, 3, 3],
      (graph, x) => conv(graph, x, graph.input('w', [4, 2, 3, 3]), undefined, { group: 2 }),
    ],
    ['LayerNormalization', [2, 3], statistic(1, false)],
    ['LayerNormalization', [2, 3], statistic(1, true)],
    ['LayerNormalization', [2, 3], statistic(2, true)],
  ];

  it.each(RULELESS)('%s raises, by its name', (type, shape, apply) => {
    const graph = new Graph();
    const x = graph.input('x', shape);
    const loss = sum(graph, exp(graph, apply(graph, x)));
    expect(() => gradients(graph, loss, [x])).toThrow(new RegExp(`^${type}.* no backward rule`));
  });

  it('raises for grouped weights too', () => {
    const graph = new Graph();
    const weights = graph.input('w', [4, 2, 3, 3]);
    const y = conv(graph, graph.input('x', [1, 4, 3, 3]), weights, undefined, { group: 2 });
    expect(() => gradients(graph, sum(graph, y), [weights])).toThrow('Conv with 2 groups');
  });

  it('may stand where no gradient passes', () => {
    expect(
      slopes(
        (graph, x, y) => {
          const passed = where(graph, greater(graph, x, graph.number(0)), x, graph.number(0));
          return sum(graph, mul(graph, passed, stopGradient(graph, sign(graph, y))));
        },
        [1, -2, 3],
        [-1, 1, 1],
      ),
    ).toEqual([
      [-1, 0, 1],
      [0, 0, 0],
    ]);
  });

  it('may stand on the way from what is no parameter', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const picture = cast(graph, graph.input('picture', [2], 'uint8'), 'float32');
    const [slope] = gradients(graph, sum(graph, mul(graph, x, picture)), [x]);
    graph.output(slope as Value, 'slope');
    const feeds = { x: array64([2], [1, 1]), picture: array64([2], [7, 200]) };
    expect([...(interpret(graph, feeds).slope?.data ?? [])]).toEqual([7, 200]);
  });
});

describe('gradients', () => {
  it('are of a loss of one element alone', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(() => gradients(graph, x, [x])).toThrow('expected a loss of one element, received [2]');
    const batch = graph.input('batch', [DYNAMIC]);
    expect(() => gradients(graph, batch, [x])).toThrow(/known only when the graph runs/);
  });

  it('are 0 for what the loss does not depend on', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const other = graph.input('other', [3, 2]);
    exp(graph, other);
    const [, slope] = gradients(graph, sum(graph, x), [x, other]) as [Value, Value];
    expect(slope.shape).toEqual([3, 2]);
    graph.output(slope, 'slope');
    const feeds = { x: array64([2], [1, 2]), other: array64([3, 2], [1, 2, 3, 4, 5, 6]) };
    expect([...(interpret(graph, feeds).slope?.data ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('add up over every way from the loss to a parameter', () => {
    // x² + 3x + x·y.
    expect(
      slopes(
        (graph, x, y) =>
          sum(
            graph,
            add(
              graph,
              add(graph, mul(graph, x, x), mul(graph, x, graph.number(3))),
              mul(graph, x, y),
            ),
          ),
        [1, -2],
        [10, 20],
      ),
    ).toEqual([
      [15, 19],
      [1, -2],
    ]);
  });

  it('stop where they are told to', () => {
    expect(slopes((graph, x) => sum(graph, mul(graph, x, stopGradient(graph, x))), [2, 3])).toEqual(
      [[2, 3]],
    );
  });

  it('of a value within the graph are those by that value', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const square = mul(graph, x, x);
    const [slope] = gradients(graph, sum(graph, exp(graph, square)), [square]);
    graph.output(slope as Value, 'slope');
    const found = interpret(graph, { x: array64([2], [0, 1]) }).slope?.data;
    expect([...(found ?? [])]).toEqual([1, Math.E]);
  });

  it('of the loss itself is 1', () => {
    const graph = new Graph();
    const loss = sum(graph, graph.input('x', [2]));
    const [slope] = gradients(graph, loss, [loss]);
    expect(graph.constants.get((slope as Value).name)?.data).toEqual(new Float32Array([1]));
  });

  it('are not taken where the batch is not known', () => {
    const graph = new Graph();
    const x = graph.input('x', [DYNAMIC, 3]);
    const loss = meanOfAll(graph, x);
    expect(() => gradients(graph, loss, [x])).toThrow(/^Expand\(.*must be known/);
  });

  it('of a rule that gives another shape raise, by the operator’s name', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const wrong: Operator = {
      type: 'Wrong',
      infer: () => [{ type: 'float32', shape: [] }],
      evaluate: () => [],
      differentiate: ({ gradients: received }) => received,
    };
    const loss = graph.one(wrong, [x]);
    expect(() => gradients(graph, loss, [x])).toThrow(
      'Wrong: the gradient of input 0 is [], not [2]',
    );
  });
});
