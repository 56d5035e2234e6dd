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
import { conv } from '../../../src-aesnet/operators/conv.ts';
import { gemm } from '../../../src-aesnet/operators/gemm.ts';
import { globalAveragePool } from '../../../src-aesnet/operators/global-average-pool.ts';
import { mul } from '../../../src-aesnet/operators/mul.ts';
import { neg } from '../../../src-aesnet/operators/neg.ts';
import { relu } from '../../../src-aesnet/operators/relu.ts';
import { reshape } from '../../../src-aesnet/operators/reshape.ts';
import { sigmoid } from '../../../src-aesnet/operators/sigmoid.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { repositoryRoot } from '../../support/data.ts';
import { relativeError } from '../support/gradient-check.ts';
import { runGraph, runModel } from '../support/onnx.ts';
import { between, filled, normal } from '../support/values.ts';

const SIDE = 8;
const SCORES = 3;

/** A network whose scores bend: 1 + 4σ(W · (mean of relu(conv))). `map` is the name of its last feature map. */
function bending(extra?: (graph: Graph, map: Value) => Value): { file: Uint8Array; map: string } {
  const random = Random.from(11);
  const graph = new Graph();
  const constant = (shape: readonly number[], scale: number) => {
    const { data } = filled(shape, normal, random);
    return graph.constant(
      floats(
        Array.from(data, (value) => scale * value),
        shape,
      ),
    );
  };
  const image = graph.input('image', [DYNAMIC, 3, SIDE, SIDE]);
  const convolved = conv(graph, image, constant([5, 3, 3, 3], 0.5), constant([5], 0.3), {
    strides: [2, 2],
    pads: [0, 0, 1, 1],
  });
  const map = relu(graph, convolved);
  const seen = extra === undefined ? map : extra(graph, map);
  const pooled = reshape(graph, globalAveragePool(graph, seen), [DYNAMIC, 5]);
  const raw = gemm(graph, pooled, constant([SCORES, 5], 1), constant([SCORES], 0.5), {
    transB: true,
  });
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

  it('say the same when they are run', async () => {
    const graph = buildHeatMaps(bending().file, parts);
    const feeds = { image: filled([1, 3, SIDE, SIDE], between(-1, 1), Random.from(4)) };
    const [expected, found] = [interpret(graph, feeds), await runGraph(graph, feeds)];
    expect(relativeError(found.maps, expected.maps as Array64)).toBeLessThan(1e-5);
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
  const file = readFileSync(path.join(repositoryRoot, 'models/aesnet-s/1/model.onnx'));
  const shipped = { input: 'image', side: 224, scores: 'scores' };
  const random = Random.from(8);
  const image = filled([1, 3, 224, 224], between(-1, 1), random);
  const graph = buildHeatMaps(file, shipped);

  it('come with the scores that the model gives', async () => {
    const [found, own] = [await runGraph(graph, { image }), await runModel(file, { image })];
    expect(found.maps?.shape).toEqual([1, 7, 7, 7]);
    expect(relativeError(found.scores, own.scores as Array64)).toBeLessThan(1e-6);
  });

  it('are slope times activation, and add up to what the picture makes of the score', async () => {
    const { maps } = await runGraph(graph, { image });
    const pool = graph.nodes.find(({ operator }) => operator.type === 'GlobalAveragePool');
    const name = lastMapOf(file);
    expect(pool?.inputs[0]?.shape).toEqual([1, 1280, 7, 7]);
    const { graph: body, values } = readGraph(file, {
      inputs: { image: [1, 3, 224, 224] },
      outputs: [name],
    });
    body.output(values.get(name) as Value, 'map');
    const { map } = await runGraph(body, { image });
    if (map === undefined || maps === undefined) throw new Error('there is no map');
    const score = tailOf(file, name, map.shape);
    const whole = score(map);
    const nothing = score(zeros64(map.shape));
    for (let k = 0; k < 7; k++) {
      const sum = maps.data.subarray(k * 49, (k + 1) * 49).reduce((all, value) => all + value, 0);
      expect(sum).toBeCloseTo((whole[k] as number) - (nothing[k] as number), 4);
    }
    // One place with all of its channels: their slopes by central differences.
    for (const place of [0, 24, 40]) {
      const moved = (share: number) => {
        const data = map.data.map((value, at) => (at % 49 === place ? value * share : value));
        return score({ shape: map.shape, data });
      };
      const [above, below] = [moved(1.001), moved(0.999)];
      for (let k = 0; k < 7; k++) {
        const slope = ((above[k] as number) - (below[k] as number)) / 0.002;
        expect(maps.data[k * 49 + place]).toBeCloseTo(slope, 5);
      }
    }
  });
});

/** The name that the last feature map has in a file: that of what is pooled. */
function lastMapOf(file: Uint8Array): string {
  const { graph, values } = readGraph(file, {
    inputs: { image: [1, 3, 224, 224] },
    outputs: ['scores'],
  });
  const pooled = graph.nodes.find(({ operator }) => operator.type === 'GlobalAveragePool');
  const name = [...values].find(([, value]) => value === pooled?.inputs[0])?.[0];
  if (name === undefined) throw new Error('nothing is pooled');
  return name;
}
