/** Writing ONNX files, and reading weights from them. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { DYNAMIC, type Value } from '../../../src-aesnet/graph/operator.ts';
import { floats } from '../../../src-aesnet/graph/tensor.ts';
import { ConstantParameters } from '../../../src-aesnet/layers/parameters.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import { ModelProto } from '../../../src-aesnet/onnx/schema.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { add } from '../../../src-aesnet/operators/add.ts';
import { conv } from '../../../src-aesnet/operators/conv.ts';
import { clip } from '../../../src-aesnet/operators/clip.ts';
import { concat } from '../../../src-aesnet/operators/concat.ts';
import { div } from '../../../src-aesnet/operators/div.ts';
import { gemm } from '../../../src-aesnet/operators/gemm.ts';
import { globalAveragePool } from '../../../src-aesnet/operators/global-average-pool.ts';
import { layerNormalization } from '../../../src-aesnet/operators/layer-normalization.ts';
import { maxPool } from '../../../src-aesnet/operators/max-pool.ts';
import { mul } from '../../../src-aesnet/operators/mul.ts';
import { reduceMean } from '../../../src-aesnet/operators/reduce-mean.ts';
import { reshape } from '../../../src-aesnet/operators/reshape.ts';
import { softmax } from '../../../src-aesnet/operators/softmax.ts';
import { transpose } from '../../../src-aesnet/operators/transpose.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { relativeError } from '../support/gradient-check.ts';
import { runGraph, runModel } from '../support/onnx.ts';
import { filled, normal } from '../support/values.ts';

const KERNEL = [1, -2, 0.5, 65_504, -0, 2 ** -24, 0.25, 3];

/** A few weights of every kind. */
function small(precision: 'float16' | 'float32' = 'float32'): Graph {
  const graph = new Graph();
  const parameters = new ConstantParameters(graph, () => Float32Array.from(KERNEL), precision);
  const kernel = parameters.get('kernel', [2, 4]);
  graph.output(
    gemm(graph, graph.input('x', [DYNAMIC, 4]), kernel, undefined, { transB: true }),
    'y',
  );
  return graph;
}

describe('weights', () => {
  it.each(['float32', 'float16'] as const)('in %s come back as they were written', (precision) => {
    const weights = readWeights(writeModel(small(precision)));
    expect(weights.get('kernel')).toEqual({ shape: [2, 4], data: Float32Array.from(KERNEL) });
  });

  it('in half precision take half of the room, and serve as well', async () => {
    const x = array64([1, 4], [1, 2, 3, 4]);
    const full = await runModel(writeModel(small()), { x });
    const half = await runModel(writeModel(small('float16')), { x });
    expect(half).toEqual(full);
    const size = (precision: 'float16' | 'float32') => {
      const constant = small(precision).constants.get('kernel');
      return constant?.data.byteLength;
    };
    expect(size('float16')).toBe(16);
    expect(size('float32')).toBe(32);
  });

  it('are read from float_data as well, wherever they lie in memory', () => {
    const model = ModelProto.encode(
      ModelProto.create({
        graph: {
          initializer: [
            { name: 'listed', dims: [3], dataType: 1, floatData: [1, 2.5, -3] },
            { name: 'shape', dims: [2], dataType: 7, int64Data: [1, 2] },
          ],
        },
      }),
    ).finish();
    const moved = new Uint8Array(model.length + 3);
    moved.set(model, 3);
    const weights = readWeights(moved.subarray(3));
    expect([...weights.keys()]).toEqual(['listed']);
    expect(weights.get('listed')?.data).toEqual(new Float32Array([1, 2.5, -3]));
  });

  it('of another number than their shape says are refused', () => {
    const model = ModelProto.encode(
      ModelProto.create({
        graph: { initializer: [{ name: 'w', dims: [4], dataType: 1, floatData: [1, 2, 3] }] },
      }),
    ).finish();
    expect(() => readWeights(model)).toThrow('the weight w has 3 values for the shape [4]');
  });

  it('of a file that was cut off anywhere are refused, never half read', () => {
    const bytes = writeModel(small());
    const whole = readWeights(bytes);
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      let weights;
      try {
        weights = readWeights(bytes.subarray(0, length));
      } catch {
        refused++;
        continue;
      }
      // The graph was all there; what was lost came after it.
      expect(weights).toEqual(whole);
    }
    expect(refused).toBeGreaterThan(bytes.length * 0.9);
    expect(() => readWeights(new Uint8Array())).toThrow('there is no graph in the file');
    expect(() => readWeights(new TextEncoder().encode('no ONNX file'))).toThrow();
  });
});

describe('a written graph', () => {
  it('keeps attributes of every kind, optional inputs that were left out, and constants', () => {
    const graph = new Graph();
    const x = graph.input('x', [DYNAMIC, 3]);
    const [y] = graph.apply(
      {
        type: 'Everything',
        infer: () => [{ type: 'float32', shape: [DYNAMIC] }],
        evaluate: () => [],
      },
      [
        x,
        undefined,
        graph.constant({ type: 'bool', shape: [2], data: new Uint8Array([1, 0]) }, 'c'),
      ],
      { whole: -3, list: [1, -2], text: 'max', real: { float: 0.5 }, none: [] },
    ) as [Value];
    graph.output(y, 'y');
    const model = ModelProto.toObject(ModelProto.decode(writeModel(graph)), {
      longs: Number,
      arrays: true,
    });
    const text = Buffer.from('max');
    expect(model).toMatchObject({
      irVersion: 8,
      opsetImport: [{ version: 17 }],
      graph: {
        input: [
          {
            name: 'x',
            type: {
              tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'N' }, { dimValue: 3 }] } },
            },
          },
        ],
        output: [{ name: 'y' }],
        initializer: [{ name: 'c', dims: [2], dataType: 9, rawData: Buffer.from([1, 0]) }],
        node: [
          {
            opType: 'Everything',
            input: ['x', '', 'c'],
            output: [y.name],
            attribute: [
              { name: 'whole', type: 2, i: -3 },
              { name: 'list', type: 7, ints: [1, -2] },
              { name: 'text', type: 3, s: text },
              { name: 'real', type: 1, f: 0.5 },
              { name: 'none', type: 7, ints: [] },
            ],
          },
          { opType: 'Identity', input: [y.name], output: ['y'] },
        ],
      },
    });
  });

  it('is the same file every time', () => {
    expect(writeModel(small())).toEqual(writeModel(small()));
  });
});

/** What an inference graph may hold, from pictures to shares. */
function network(): Graph {
  const graph = new Graph();
  const random = Random.from(4);
  const weight = (...shape: number[]) =>
    graph.constant(floats(Float32Array.from(filled(shape, normal, random).data), shape));
  const image = graph.input('image', [DYNAMIC, 3, 8, 8]);
  let x = conv(graph, image, weight(4, 3, 3, 3), weight(4), {
    strides: [2, 2],
    pads: [0, 0, 1, 1],
  });
  x = clip(graph, x, 0, 6);
  x = add(
    graph,
    x,
    conv(graph, x, weight(4, 1, 3, 3), undefined, { pads: [1, 1, 1, 1], group: 4 }),
  );
  const pooled = [globalAveragePool(graph, x), maxPool(graph, x, { kernel: [4, 4] })];
  const both = reshape(graph, concat(graph, pooled, 1), [DYNAMIC, 8]);
  const normalised = layerNormalization(graph, both, weight(8), weight(8));
  const scores = gemm(graph, normalised, weight(5, 8), weight(5), { transB: true });
  graph.output(softmax(graph, scores), 'shares');
  const centred = div(
    graph,
    scores,
    add(graph, reduceMean(graph, mul(graph, scores, scores), [1], true), graph.number(1)),
  );
  graph.output(transpose(graph, centred, [1, 0]), 'centred');
  return graph;
}

describe('a graph of any batch', () => {
  const graph = network();
  const random = Random.from(9);
  const pictures = filled([8, 3, 8, 8], normal, random);
  const first = (count: number): Array64 => ({
    shape: [count, 3, 8, 8],
    data: pictures.data.slice(0, count * 3 * 64),
  });

  it.each([1, 3, 8])('runs with %d', async (count) => {
    const feeds = { image: first(count) };
    const expected = interpret(graph, feeds);
    expect(expected.shares?.shape).toEqual([count, 5]);
    expect(expected.centred?.shape).toEqual([5, count]);
    const found = await runGraph(graph, feeds);
    for (const [name, value] of Object.entries(expected)) {
      expect(relativeError(found[name], value), name).toBeLessThan(1e-5);
    }
  });

  it('gives a picture the same, whatever stands beside it', () => {
    const alone = interpret(graph, { image: first(1) }).shares?.data;
    const among = interpret(graph, { image: first(8) }).shares?.data.slice(0, 5);
    expect(among).toEqual(alone);
  });
});
