/** The model as it is shipped, against the network that was trained. */
import { describe, expect, it } from 'vitest';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { halves, fromHalves } from '../../../src-aesnet/graph/half.ts';
import { sizeOf } from '../../../src-aesnet/graph/tensor.ts';
import {
  buildInference,
  type InferenceParts,
} from '../../../src-aesnet/networks/inference-graph.ts';
import { outputNamesOf } from '../../../src-aesnet/onnx/outputs.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { buildEvaluation } from '../../../src-aesnet/training/evaluation-graph.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { warmStart } from '../../../src-main/training/start.ts';
import { runGraph, runModel } from '../support/onnx.ts';
import { randomParameters, SCALE } from '../training/support.ts';

const SIDE = 224;
const PICTURES = 2;
const layout = aesNetLayout();
const parameters = randomParameters(5);
const random = Random.from(2);
const bytes = Float64Array.from({ length: PICTURES * 3 * SIDE * SIDE }, () => random.integer(256));
const image = {
  image: { shape: [PICTURES, 3, SIDE, SIDE], data: bytes.map((value) => value / 127.5 - 1) },
};
const scene = {
  weights: Float32Array.from({ length: 1280 }, () => random.normal()),
  biases: Float32Array.from({ length: 10 }, () => random.normal()),
};
const fileOf = (parts: Partial<InferenceParts> = {}) =>
  writeModel(
    buildInference({ layout, parameters, scale: SCALE, spreadFactor: 1.5, scene, ...parts }),
  );

function farthest(a: Array64 | undefined, b: Array64 | undefined): number {
  expect(a?.shape).toEqual(b?.shape);
  return Math.max(
    ...Array.from(a?.data ?? [NaN], (value, at) => Math.abs(value - (b?.data[at] ?? NaN))),
  );
}

describe('the inference model', async () => {
  const full = await runModel(fileOf({ precision: 'float32' }), image);
  const shipped = fileOf();
  const half = await runModel(shipped, image);
  const trained = await runGraph(buildEvaluation(PICTURES, SIDE, SCALE), {
    pictures: { shape: [PICTURES, 3, SIDE, SIDE], data: bytes },
    parameters: { shape: [layout.size], data: Float64Array.from(parameters) },
  });

  it('gives what the trained network gives, with the calibration', () => {
    for (const name of ['scores', 'emotion', 'features'] as const) {
      expect(farthest(full[name], trained[name]), name).toBeLessThan(1e-4);
    }
    for (const [at, value] of (trained.spread?.data ?? []).entries()) {
      expect(full.spread?.data[at]).toBeCloseTo(1.5 * value, 5);
    }
  });

  it('gives the content embedding at unit length and shares of scenes from it', () => {
    for (let row = 0; row < PICTURES; row++) {
      const raw = trained.content?.data.subarray(row * 128, (row + 1) * 128) ?? new Float64Array();
      const length = Math.hypot(...raw);
      const unit = full.content?.data.subarray(row * 128, (row + 1) * 128) ?? new Float64Array();
      expect(Math.hypot(...unit)).toBeCloseTo(1, 5);
      for (const [at, value] of raw.entries()) expect(unit[at]).toBeCloseTo(value / length, 5);
      const logits = Array.from(scene.biases, (bias, c) =>
        unit.reduce((sum, value, at) => sum + value * (scene.weights[c * 128 + at] ?? NaN), bias),
      );
      const powers = logits.map(Math.exp);
      const sum = powers.reduce((total, power) => total + power, 0);
      for (const [c, power] of powers.entries()) {
        expect(full.scene?.data[row * 10 + c]).toBeCloseTo(power / sum, 5);
      }
    }
  });

  it('is hardly changed by half precision, and less than half as large as without', () => {
    expect(farthest(half.scores, full.scores)).toBeLessThan(0.01);
    expect(farthest(half.spread, full.spread)).toBeLessThan(0.01);
    expect(shipped.byteLength).toBeLessThan(0.55 * fileOf({ precision: 'float32' }).byteLength);
    expect(shipped.byteLength).toBeLessThan(25e6);
  });

  it('is a warm start: what is large comes back in half precision, the rest as it was', () => {
    const found = warmStart(layout, readWeights(shipped), 1);
    for (const { name, shape } of layout.slots) {
      const values = layout.view(parameters, name);
      const expected = sizeOf(shape) > 10_240 ? fromHalves(halves(values)) : values;
      expect(layout.view(found, name), name).toEqual(expected);
    }
    // A model made of it is the same file.
    expect(fileOf({ parameters: found })).toEqual(shipped);
  });

  it('has no scenes without a head for them', () => {
    const { scene: none, ...parts } = { layout, parameters, scale: SCALE, scene };
    expect(none).toBe(scene);
    const names = outputNamesOf(writeModel(buildInference(parts)));
    expect(names).toEqual(['scores', 'spread', 'emotion', 'features', 'content']);
    expect(outputNamesOf(shipped)).toEqual([...names, 'scene']);
  });
});
