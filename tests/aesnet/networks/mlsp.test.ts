/** Multi-level features and the head on them, against plain code. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { buildInference } from '../../../src-aesnet/networks/inference-graph.ts';
import { MLSP, mlspHead, mlspLayout, pooled, STANDARD } from '../../../src-aesnet/networks/mlsp.ts';
import { ConstantParameters, VectorParameters } from '../../../src-aesnet/layers/parameters.ts';
import { mobileNetV2WithMaps } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { buildMlspFeatures } from '../../../src-aesnet/training/mlsp-graphs.ts';
import { warmStart } from '../../../src-main/training/start.ts';
import { runGraph, runModel } from '../support/onnx.ts';
import { randomParameters, SCALE } from '../training/support.ts';

const HIDDEN = 5;
const random = Random.from(4);
const array = (shape: number[], of: () => number = () => random.normal()) => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, of),
});

describe('multi-level features', () => {
  it('are mean and deviation of every channel of every map, and v', async () => {
    const shapes = [
      [2, 3, 4, 5],
      [2, 2, 3, 3],
    ];
    const maps = shapes.map((shape) => array(shape, () => 3 + 2 * random.normal()));
    const v = array([2, 4]);
    const graph = new Graph();
    const inputs = shapes.map((shape, at) => graph.input(`map${at}`, shape));
    const encoded = { maps: inputs, features: graph.input('v', [2, 4]) };
    graph.output(pooled(graph, encoded), 'features');
    const { features } = await runGraph(graph, {
      ...Object.fromEntries(maps.map((map, at) => [`map${at}`, map])),
      v,
    });
    const expected = [0, 1].flatMap((row) => [
      ...maps.flatMap(({ shape, data }) => {
        const [, channels = 0, height = 0, width = 0] = shape;
        const area = height * width;
        const channel = (c: number) =>
          Array.from(data.subarray((row * channels + c) * area, (row * channels + c + 1) * area));
        const means = Array.from({ length: channels }, (_, c) => meanOf(channel(c)));
        const deviations = means.map((mean, c) =>
          Math.sqrt(meanOf(channel(c).map((value) => (value - mean) ** 2))),
        );
        return [...means, ...deviations];
      }),
      ...v.data.subarray(row * 4, row * 4 + 4),
    ]);
    expect(features?.shape).toEqual([2, expected.length / 2]);
    for (const [at, value] of expected.entries()) {
      expect(features?.data[at], String(at)).toBeCloseTo(value, 4);
    }
  });

  it('are as wide as the encoder gives', () => {
    const layout = aesNetLayout();
    const none = new Float32Array(layout.size);
    const graph = buildMlspFeatures(1, 32, (name) => layout.view(none, name));
    expect(graph.outputs.map(({ shape }) => shape)).toEqual([[1, MLSP]]);
  });
});

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the head on them', () => {
  const layout = mlspLayout(HIDDEN);
  const vector = Float32Array.from({ length: layout.size }, () => 0.1 * random.normal());
  layout.view(vector, STANDARD.scale).fill(0.5);
  layout.view(vector, STANDARD.shift).fill(-0.25);

  it('is one hidden layer on standardised features, none of them beyond ±6', async () => {
    const graph = new Graph();
    const input = graph.input('features', [2, MLSP]);
    const parameters = graph.input('parameters', [layout.size]);
    const told = mlspHead(graph, new VectorParameters(graph, parameters, layout), input, HIDDEN);
    for (const [name, value] of Object.entries(told)) graph.output(value, name);
    const features = array([2, MLSP]);
    features.data[0] = 1e4;
    features.data[1] = -1e4;
    const found = await runGraph(graph, {
      features,
      parameters: { shape: [layout.size], data: Float64Array.from(vector) },
    });
    const weights = (name: string) => layout.view(vector, name);
    const dot = (row: ArrayLike<number>, name: string, at: number) =>
      Array.from(row).reduce(
        (sum, value, i) => sum + value * (weights(`${name}.weight`)[at * row.length + i] ?? NaN),
        weights(`${name}.bias`)[at] ?? NaN,
      );
    const expected = [0, 1].map((row) => {
      const standard = Array.from(features.data.subarray(row * MLSP, (row + 1) * MLSP), (value) =>
        Math.min(6, Math.max(-6, 0.5 * value - 0.25)),
      );
      const hidden = Array.from({ length: HIDDEN }, (_, at) =>
        Math.max(0, dot(standard, 'mlsp.hidden', at)),
      );
      return Array.from({ length: 16 }, (_, at) => dot(hidden, 'mlsp.output', at));
    });
    const joined = [0, 1].map((row) =>
      (
        [
          ['level', 1],
          ['residuals', 6],
          ['logSpread', 1],
          ['emotions', 8],
        ] as const
      ).flatMap(([name, width]) => [
        ...(found[name]?.data.subarray(row * width, (row + 1) * width) ?? []),
      ]),
    );
    for (const [row, values] of expected.entries()) {
      for (const [at, value] of values.entries()) {
        expect(joined[row]?.[at], `${row} ${at}`).toBeCloseTo(value, 3);
      }
    }
  });
});

describe('the inference model', () => {
  const layout = aesNetLayout();
  const parameters = randomParameters(5);
  const mlsp = mlspLayout(HIDDEN);
  const told = Float32Array.from({ length: mlsp.size }, () => 0.01 * random.normal());
  const image = { image: array([1, 3, 224, 224], () => random.uniform(-1, 1)) };
  const fileOf = (share: number) =>
    writeModel(
      buildInference({
        ...{ layout, parameters, scale: SCALE, precision: 'float32' },
        mlsp: { shape: { hidden: HIDDEN, share }, layout: mlsp, parameters: told },
      }),
    );

  it('mixes what both heads say by their share, and leaves the embeddings alone', async () => {
    const plain = await runModel(
      writeModel(buildInference({ layout, parameters, scale: SCALE, precision: 'float32' })),
      image,
    );
    const [none, half, all] = await Promise.all(
      [0, 0.5, 1].map((share) => runModel(fileOf(share), image)),
    );
    for (const [at, value] of (plain.scores?.data ?? []).entries()) {
      expect(none?.scores?.data[at]).toBeCloseTo(value, 4);
      const [before = NaN, after = NaN] = [none, all].map((of) => of?.scores?.data[at]);
      expect(Math.abs(after - before)).toBeGreaterThan(0.01);
      expect(half?.scores?.data[at]).toBeCloseTo((before + after) / 2, 4);
    }
    expect(all?.features?.data).toEqual(plain.features?.data);
    expect(all?.content?.data).toEqual(plain.content?.data);
  });

  it('takes pictures into the spaces by all blocks where these have a standard', async () => {
    const projections = Float32Array.from({ length: 7 * MLSP * 128 }, () => random.normal());
    const shift = Float32Array.from({ length: MLSP }, () => random.normal());
    const scale = Float32Array.from({ length: MLSP }, () => random.uniform(0.5, 2));
    const file = writeModel(
      buildInference({
        ...{ layout, parameters, scale: SCALE, precision: 'float32' },
        spaces: { projections, standard: { shift, scale } },
      }),
    );
    const { spaces } = await runModel(file, image);
    const pictures = new Graph();
    const encoded = mobileNetV2WithMaps(
      pictures,
      new ConstantParameters(pictures, (name) => layout.view(parameters, name)),
      pictures.input('image', [1, 3, 224, 224]),
    );
    pictures.output(pooled(pictures, encoded), 'features');
    const { features } = await runGraph(pictures, image);
    const seen = Array.from(features?.data ?? [], (value, at) =>
      Math.min(6, Math.max(-6, value * (scale[at] ?? NaN) + (shift[at] ?? NaN))),
    );
    for (const space of [0, 6]) {
      const vector = Array.from({ length: 128 }, (_, to) =>
        seen.reduce(
          (sum, value, from) =>
            sum + value * (projections[(space * MLSP + from) * 128 + to] ?? NaN),
          0,
        ),
      );
      const length = Math.hypot(...vector);
      for (const [to, value] of vector.entries()) {
        expect(spaces?.data[space * 128 + to]).toBeCloseTo(value / length, 4);
      }
    }
  });

  it('is a start for training of the encoder, as without', () => {
    expect(warmStart(layout, readWeights(fileOf(0.5)), 1)).toEqual(parameters);
  });
});
