/** Heat maps against central differences, and on the model that is shipped. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { array64, zeros64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { DYNAMIC, type Value } from '../../../src-aesnet/graph/operator.ts';
import { floats } from '../../../src-aesnet/graph/tensor.ts';
import { buildHeatMaps } from '../../../src-aesnet/explaining/heat-map-graph.ts';
import { readGraph } from '../../../src-aesnet/onnx/read-graph.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { add } from '../../../src-aesnet/operators/add.ts';
import { concat } from '../../../src-aesnet/operators/concat.ts';
import { conv } from '../../../src-aesnet/operators/conv.ts';
import { gemm } from '../../../src-aesnet/operators/gemm.ts';
import { globalAveragePool } from '../../../src-aesnet/operators/global-average-pool.ts';
import { matmul } from '../../../src-aesnet/operators/matmul.ts';
import { mul } from '../../../src-aesnet/operators/mul.ts';
import { neg } from '../../../src-aesnet/operators/neg.ts';
import { relu } from '../../../src-aesnet/operators/relu.ts';
import { reshape } from '../../../src-aesnet/operators/reshape.ts';
import { sigmoid } from '../../../src-aesnet/operators/sigmoid.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { modelsFolder, shipped as shippedEntry } from '../../inference/support.ts';
import { relativeError } from '../support/gradient-check.ts';
import { runGraph, runModel } from '../support/onnx.ts';
import { between, filled, normal } from '../support/values.ts';

const SIDE = 16;
const SCORES = 3;

/**
 * A network whose scores bend: 1 + 4σ of what two convolutions find. `map` is the name of the first one's answer, which has half of the
 * picture's places a side; the second has a quarter. `besides`: 10 more features [N, 10] that they come from.
 */
function bending(
  extra?: (graph: Graph, map: Value) => Value,
  besides?: (graph: Graph, map: Value) => Value,
): { file: Uint8Array; map: string } {
  const random = Random.from(11);
  const graph = new Graph();
  const constant = (shape: readonly number[], scale: number) => {
    const values = Array.from(filled(shape, normal, random).data, (value) => scale * value);
    return graph.constant(floats(values, shape));
  };
  const halved = { strides: [2, 2], pads: [0, 0, 1, 1] } as const;
  const image = graph.input('image', [DYNAMIC, 3, SIDE, SIDE]);
  const map = relu(
    graph,
    conv(graph, image, constant([5, 3, 3, 3], 0.4), constant([5], 0.3), halved),
  );
  const seen = extra === undefined ? map : extra(graph, map);
  const last = relu(
    graph,
    conv(graph, seen, constant([6, 5, 3, 3], 0.3), constant([6], 0.3), halved),
  );
  const pooled = reshape(graph, globalAveragePool(graph, last), [DYNAMIC, 6]);
  const told = gemm(graph, pooled, constant([SCORES, 6], 1), constant([SCORES], 0.5), {
    transB: true,
  });
  const more = besides?.(graph, map);
  const raw =
    more === undefined ? told : add(graph, told, matmul(graph, more, constant([10, SCORES], 1)));
  const points = mul(graph, sigmoid(graph, raw), graph.number(4));
  graph.output(add(graph, points, graph.number(1)), 'scores');
  return { file: writeModel(graph), map: map.name };
}

const parts = { input: 'image', side: SIDE, scores: 'scores' };

/** Scores as a function of the last feature map, in float64; and what that is for a picture. */
function tailOf(file: Uint8Array, name: string, shape: readonly number[]) {
  const { graph, values } = readGraph(file, { inputs: { [name]: shape }, outputs: ['scores'] });
  graph.output(values.get('scores') as Value, 'scores');
  return (map: Array64) => interpret(graph, { [name]: map }).scores?.data ?? new Float64Array();
}

function mapFor(file: Uint8Array, name: string, side: number, image: Array64): Array64 {
  const inputs = { image: [1, 3, side, side] };
  const { graph, values } = readGraph(file, { inputs, outputs: [name] });
  graph.output(values.get(name) as Value, 'map');
  const { map } = interpret(graph, { image });
  if (map === undefined) throw new Error('there is no map');
  return map;
}

describe('heat maps', () => {
  it('are slope times activation, summed over channels, also where scores are not linear', () => {
    const { file, map: name } = bending();
    const image = filled([1, 3, SIDE, SIDE], normal, Random.from(3));
    const found = interpret(buildHeatMaps(file, parts), { image });
    const map = mapFor(file, name, SIDE, image);
    const [, channels, high, wide] = map.shape as [number, number, number, number];
    const score = tailOf(file, name, map.shape);
    const expected = zeros64([1, SCORES, high, wide]);
    for (const [at, activation] of map.data.entries()) {
      const moved = (by: number) =>
        score({ shape: map.shape, data: map.data.with(at, activation + by) });
      const [above, below] = [moved(1e-5), moved(-1e-5)];
      for (let k = 0; k < SCORES; k++) {
        const slope = ((above[k] as number) - (below[k] as number)) / 2e-5;
        const place = k * high * wide + (at % (high * wide));
        expected.data[place] = (expected.data[place] as number) + slope * activation;
      }
    }
    expect(channels).toBe(5);
    expect(relativeError(found.maps, expected)).toBeLessThan(1e-6);
    expect(relativeError(found.scores, array64([1, SCORES], score(map)))).toBeLessThan(1e-12);
    expect(Math.max(...expected.data.map(Math.abs))).toBeGreaterThan(0.001);
  });

  it('are of the same map where scores also come from how much maps vary', () => {
    const image = filled([1, 3, SIDE, SIDE], normal, Random.from(3));
    const ofMean = (graph: Graph, value: Value, channels: number) =>
      reshape(graph, globalAveragePool(graph, value), [DYNAMIC, channels]);
    const { file, map: name } = bending(undefined, (graph, map) =>
      concat(graph, [ofMean(graph, map, 5), ofMean(graph, mul(graph, map, map), 5)], 1),
    );
    const map = mapFor(file, name, SIDE, image);
    const found = interpret(buildHeatMaps(file, parts), { image });
    const score = tailOf(file, name, map.shape);
    const scaled = (by: number) =>
      score({ shape: map.shape, data: map.data.map((value) => value * by) });
    const [above, below] = [scaled(1 + 1e-5), scaled(1 - 1e-5)];
    const [, , high, wide] = map.shape as [number, number, number, number];
    for (let k = 0; k < SCORES; k++) {
      const places = Array.from(
        found.maps?.data.subarray(k * high * wide, (k + 1) * high * wide) ?? [],
      );
      const sum = places.reduce((a, b) => a + b, 0);
      // Euler: slope times activation over all places is what the score gains where all of the map grows.
      expect(sum).toBeCloseTo(((above[k] as number) - (below[k] as number)) / 2e-5, 6);
    }
  });

  it('say the same when they are run', async () => {
    const graph = buildHeatMaps(bending().file, parts);
    const feeds = { image: filled([1, 3, SIDE, SIDE], between(-1, 1), Random.from(4)) };
    const [expected, found] = [interpret(graph, feeds), await runGraph(graph, feeds)];
    expect(relativeError(found.maps, expected.maps as Array64)).toBeLessThan(1e-5);
  });

  it('are of the last map with eight places a side, or of the last at all where none has so many', () => {
    const { file } = bending();
    const sizeAt = (side: number) => {
      const { outputs } = buildHeatMaps(file, { ...parts, side });
      return outputs.find(({ name }) => name === 'maps')?.shape;
    };
    expect(sizeAt(16)).toEqual([1, SCORES, 8, 8]);
    expect(sizeAt(32)).toEqual([1, SCORES, 8, 8]);
    expect(sizeAt(4)).toEqual([1, SCORES, 2, 2]);
  });

  it('of a model with an operator that is not known are refused by its name', () => {
    const { file } = bending(neg);
    expect(() => buildHeatMaps(file, parts)).toThrow('the operator Neg is not known here');
    expect(() => buildHeatMaps(file, { ...parts, scores: 'nothing' })).toThrow(
      'nothing makes nothing',
    );
    expect(() => buildHeatMaps(new Uint8Array(), parts)).toThrow('there is no graph in the file');
  });

  it('of a model that never looks at places are refused', () => {
    const graph = new Graph();
    const mean = graph.input('image', [DYNAMIC, 3, 1, 1]);
    graph.output(reshape(graph, mean, [DYNAMIC, 3]), 'scores');
    expect(() => buildHeatMaps(writeModel(graph), { ...parts, side: 1 })).toThrow(
      'there is no feature map in it',
    );
  });
});

describe('heat maps of the shipped model', () => {
  const file = readFileSync(path.join(modelsFolder, shippedEntry.model.path));
  const shipped = { input: 'image', side: 224, scores: 'scores' };
  const random = Random.from(8);
  const image = filled([1, 3, 224, 224], between(-1, 1), random);
  const graph = buildHeatMaps(file, shipped);

  it('come with the scores that the model gives', async () => {
    const [found, own] = [await runGraph(graph, { image }), await runModel(file, { image })];
    expect(found.maps?.shape).toEqual([1, 7, 14, 14]);
    expect(relativeError(found.scores, own.scores as Array64)).toBeLessThan(1e-6);
  });

  it('are slope times activation on the last feature map of that size', async () => {
    const { maps } = await runGraph(graph, { image });
    const name = lastMapOf(file);
    const { graph: body, values } = readGraph(file, {
      inputs: { image: [1, 3, 224, 224] },
      outputs: [name],
    });
    body.output(values.get(name) as Value, 'map');
    const { map } = await runGraph(body, { image });
    if (map === undefined || maps === undefined) throw new Error('there is no map');
    expect(map.shape).toEqual([1, 576, 14, 14]);
    // All channels of a place are made larger and smaller together. Some of a hundred thousand values meet a bend on the way, and it is
    // float32: what is exact is tested above.
    const places = [17, 45, 98, 130, 166, 185];
    const shares = [1.005, 0.995];
    const copies = places.flatMap((place) => shares.map((share) => ({ place, share })));
    const shape = map.shape.with(0, copies.length);
    const data = Float64Array.from({ length: copies.length * map.data.length }, (_, at) => {
      const { place, share } = copies[Math.floor(at / map.data.length)] ?? { place: 0, share: 0 };
      const value = map.data[at % map.data.length] as number;
      return at % 196 === place ? value * share : value;
    });
    // Earlier blocks have a say of their own, which stays as it is.
    const images = {
      shape: image.shape.with(0, copies.length),
      data: Float64Array.from(
        { length: copies.length * image.data.length },
        (_, at) => image.data[at % image.data.length] as number,
      ),
    };
    const tail = readGraph(file, {
      inputs: { [name]: shape, image: images.shape },
      outputs: ['scores'],
    });
    tail.graph.output(tail.values.get('scores') as Value, 'scores');
    const { scores } = await runGraph(tail.graph, { [name]: { shape, data }, image: images });
    const slopes = places.flatMap((_, at) =>
      Array.from({ length: 7 }, (__, k) => {
        const [above, below] = [0, 7].map((row) => scores?.data[14 * at + row + k] ?? NaN);
        return ((above as number) - (below as number)) / 0.01;
      }),
    );
    const found = places.flatMap((place) =>
      Array.from({ length: 7 }, (_, k) => maps.data[k * 196 + place] as number),
    );
    const length = (values: readonly number[]) => Math.hypot(...values);
    const difference = found.map((value, at) => value - (slopes[at] ?? NaN));
    expect(length(difference) / length(slopes)).toBeLessThan(0.15);
    expect(Math.max(...slopes.map(Math.abs))).toBeGreaterThan(0.0005);
  });
});

/** The name that the last value of 14 × 14 places has in a file, squares of maps apart. */
function lastMapOf(file: Uint8Array): string {
  const { graph, values } = readGraph(file, {
    inputs: { image: [1, 3, 224, 224] },
    outputs: ['scores'],
  });
  const squares = graph.nodes.flatMap(({ operator, inputs: [a, b], outputs }) =>
    operator.type === 'Mul' && a === b ? outputs : [],
  );
  const name = [...values].findLast(
    ([, value]) => value.shape.length === 4 && value.shape[2] === 14 && !squares.includes(value),
  )?.[0];
  if (name === undefined) throw new Error('there is no such map');
  return name;
}
