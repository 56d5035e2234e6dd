/** Graphs that were written and read again. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { DYNAMIC, type Value } from '../../../src-aesnet/graph/operator.ts';
import { floats } from '../../../src-aesnet/graph/tensor.ts';
import { ConstantParameters } from '../../../src-aesnet/layers/parameters.ts';
import { readGraph } from '../../../src-aesnet/onnx/read-graph.ts';
import { ModelProto } from '../../../src-aesnet/onnx/schema.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { add } from '../../../src-aesnet/operators/add.ts';
import { clip } from '../../../src-aesnet/operators/clip.ts';
import { concat } from '../../../src-aesnet/operators/concat.ts';
import { conv } from '../../../src-aesnet/operators/conv.ts';
import { div } from '../../../src-aesnet/operators/div.ts';
import { exp } from '../../../src-aesnet/operators/exp.ts';
import { gemm } from '../../../src-aesnet/operators/gemm.ts';
import { globalAveragePool } from '../../../src-aesnet/operators/global-average-pool.ts';
import { matmul } from '../../../src-aesnet/operators/matmul.ts';
import { mul } from '../../../src-aesnet/operators/mul.ts';
import { relu } from '../../../src-aesnet/operators/relu.ts';
import { reshape } from '../../../src-aesnet/operators/reshape.ts';
import { sigmoid } from '../../../src-aesnet/operators/sigmoid.ts';
import { slice } from '../../../src-aesnet/operators/slice.ts';
import { sqrt } from '../../../src-aesnet/operators/sqrt.ts';
import { sub } from '../../../src-aesnet/operators/sub.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { filled, normal } from '../support/values.ts';

const random = Random.from(2);
const picture = filled([1, 4, 6, 6], normal, random);

/** y of a graph that was written and read again, and of the graph itself. */
function bothWays(build: (graph: Graph, x: Value) => Value, x: Array64) {
  const graph = new Graph();
  // A model's batch is free.
  const y = build(graph, graph.input('x', [DYNAMIC, ...x.shape.slice(1)]));
  graph.output(y, 'y');
  const file = writeModel(graph);
  const { graph: read, values } = readGraph(file, { inputs: { x: x.shape }, outputs: ['y'] });
  read.output(values.get('y') as Value, 'y');
  return { own: interpret(graph, { x }).y, read: interpret(read, { x }).y };
}

const weights = (graph: Graph, shape: readonly number[]) =>
  graph.constant(floats(Float32Array.from(filled(shape, normal, Random.from(1)).data), shape));

const CASES: Readonly<Record<string, (graph: Graph, x: Value) => Value>> = {
  'a convolution': (graph, x) =>
    conv(graph, x, weights(graph, [2, 4, 3, 3]), weights(graph, [2]), {
      strides: [2, 1],
      pads: [0, 1, 1, 0],
    }),
  'a depthwise convolution without a bias': (graph, x) =>
    conv(graph, x, weights(graph, [4, 1, 3, 3]), undefined, { pads: [1, 1, 1, 1], group: 4 }),
  'limits and sums': (graph, x) =>
    add(graph, clip(graph, x, -0.5, 0.7), mul(graph, relu(graph, x), sub(graph, x, x))),
  quotients: (graph, x) => div(graph, sigmoid(graph, x), exp(graph, x)),
  'a head': (graph, x) =>
    gemm(
      graph,
      reshape(graph, globalAveragePool(graph, x), [DYNAMIC, 4]),
      weights(graph, [3, 4]),
      weights(graph, [3]),
      { transB: true },
    ),
  'a product of matrices': (graph, x) =>
    matmul(graph, reshape(graph, x, [DYNAMIC, 4, 36]), weights(graph, [36, 2])),
  'a part': (graph, x) => slice(graph, x, 1, 1, 3),
  roots: (graph, x) => sqrt(graph, exp(graph, x)),
  'what is joined': (graph, x) => concat(graph, [x, relu(graph, x)], 1),
  'weights in half precision': (graph, x) => {
    const values = Float32Array.from([0.5, -2, 3, 1]);
    return mul(
      graph,
      x,
      reshape(
        graph,
        new ConstantParameters(graph, () => values, 'float16').get('w', [4]),
        [4, 1, 1],
      ),
    );
  },
};

describe('a graph that is read', () => {
  it.each(Object.entries(CASES))('does what was written: %s', (_, build) => {
    const { own, read } = bothWays(build, picture);
    expect(read).toEqual(own);
    expect(new Set(own?.data).size).toBeGreaterThan(1);
  });

  it('can begin in the middle, and holds no more than leads to its outputs', () => {
    const graph = new Graph();
    const middle = exp(graph, graph.input('x', [DYNAMIC, 2]));
    graph.output(add(graph, middle, graph.number(1)), 'y');
    graph.output(sigmoid(graph, middle), 'other');
    const { graph: read, values } = readGraph(writeModel(graph), {
      inputs: { [middle.name]: [1, 2] },
      outputs: ['y'],
    });
    read.output(values.get('y') as Value, 'y');
    expect(read.nodes.map(({ operator }) => operator.type)).toEqual(['Add']);
    const { y } = interpret(read, { [middle.name]: array64([1, 2], [2, 3]) });
    expect(y?.data).toEqual(Float64Array.of(3, 4));
  });

  const node = (opType: string, rest: object) => ({ opType, output: ['y'], ...rest });
  const fileOf = (nodes: readonly object[], initializer: readonly object[] = []) =>
    ModelProto.encode(ModelProto.create({ graph: { node: nodes, initializer } })).finish();
  const wanted = { inputs: { x: [1, 3, 4, 4] }, outputs: ['y'] };

  it('takes what other exporters write: Flatten, open limits, shapes with 0 and −1', () => {
    const shape = { name: 's', dims: [3], dataType: 7, int64Data: [0, -1, 8] };
    const { values } = readGraph(
      fileOf(
        [
          node('Flatten', { input: ['x'], output: ['flat'] }),
          node('Clip', { input: ['flat', '', ''], output: ['free'] }),
          node('Reshape', { input: ['free', 's'] }),
        ],
        [shape],
      ),
      wanted,
    );
    expect(values.get('y')?.shape).toEqual([1, 6, 8]);
  });

  it('takes parts counted from the end, and open ones', () => {
    const number = (name: string, value: number) => ({
      ...{ name, dims: [1], dataType: 7, int64Data: [value] },
    });
    const { values } = readGraph(
      fileOf(
        [node('Slice', { input: ['x', 's', 'e', 'a'] })],
        [number('s', -3), number('e', 2 ** 31), number('a', -1)],
      ),
      wanted,
    );
    expect(values.get('y')?.shape).toEqual([1, 3, 4, 3]);
  });

  it.each([
    [fileOf([node('LSTM', { input: ['x'] })]), 'the operator LSTM is not known here'],
    [fileOf([node('toString', { input: ['x'] })]), 'the operator toString is not known here'],
    [
      fileOf(
        [
          node('Conv', {
            input: ['x', 'w'],
            attribute: [{ name: 'dilations', ints: [2, 2], type: 7 }],
          }),
        ],
        [{ name: 'w', dims: [1, 3, 1, 1], dataType: 1, floatData: [1, 2, 3] }],
      ),
      'Conv is not known here with such dilations',
    ],
    [
      fileOf(
        [node('Slice', { input: ['x', 's', 'e'] })],
        [
          { name: 's', dims: [2], dataType: 7, int64Data: [0, 1] },
          { name: 'e', dims: [2], dataType: 7, int64Data: [1, 2] },
        ],
      ),
      'Slice is known here over one axis alone',
    ],
    [fileOf([node('Reshape', { input: ['x', 'x'] })]), 'x is known only when the graph runs'],
    [fileOf([node('Add', { input: ['x', 'gone'] })]), 'nothing makes gone, which Add needs'],
    [fileOf([]), 'nothing makes y'],
    [
      fileOf(
        [node('Add', { input: ['x', 'w'] })],
        [{ name: 'w', dims: [2], dataType: 1, floatData: [1] }],
      ),
      'the weight w has 1 values for the shape [2]',
    ],
    [new Uint8Array(), 'there is no graph in the file'],
  ])('says what it cannot read (%#)', (file, reason) => {
    expect(() => readGraph(file, wanted)).toThrow(reason);
  });
});
