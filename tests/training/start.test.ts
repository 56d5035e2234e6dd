import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { fromHalves, halves } from '../../src-aesnet/graph/half.ts';
import { ConstantParameters } from '../../src-aesnet/layers/parameters.ts';
import { aesNet } from '../../src-aesnet/networks/aesnet.ts';
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { Random } from '../../src-aesnet/random.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { writeCheckpoint } from '../../src-main/training/checkpoint.ts';
import type { TrainingConfig } from '../../src-main/training/config.ts';
import { freshRun, type StartWeights } from '../../src-main/training/run-state.ts';
import { generalStart, readStart, warmStart } from '../../src-main/training/start.ts';
import { isTunedEncoder, tunedStart } from '../../src-main/training/tuned-start.ts';
import { randomParameters } from '../aesnet/training/support.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { digest, randomEncoder } from './support.ts';

const layout = aesNetLayout();
const config = { seed: 1 } as TrainingConfig;
const ratings = Float32Array.from({ length: 21 }, (_, index) => 1 + ((index * index) % 17) / 5);
const heads = layout.slots.filter(({ name }) => name.startsWith('head.'));
const encoder = layout.slots.filter(({ name }) => !name.startsWith('head.'));

describe('a start from the general encoder', () => {
  const weights = randomEncoder();
  const vector = generalStart(layout, weights, 1);
  const digestOf = (name: string) => digest(weights.get(name)?.data ?? new Float32Array());

  it('has the encoder’s weights, in the order of its convolutions', () => {
    const kernels = encoder.filter(({ name }) => name.endsWith('.weight'));
    expect(kernels).toHaveLength(52);
    for (const [index, { name }] of kernels.entries()) {
      expect(digest(layout.view(vector, name)), name).toBe(digestOf(`w${index}_h`));
      const bias = layout.view(vector, name.replace(/weight$/, 'bias'));
      expect(digest(bias), name).toBe(digestOf(`b${index}`));
    }
  });

  it('has small heads that differ by the seed and from each other, without biases', () => {
    const other = generalStart(layout, weights, 2);
    for (const { name } of heads) {
      const values = layout.view(vector, name);
      if (name.endsWith('.bias')) {
        expect(
          values.every((value) => value === 0),
          name,
        ).toBe(true);
        continue;
      }
      expect(digest(layout.view(other, name)), name).not.toBe(digest(values));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
      expect(Math.abs(mean), name).toBeLessThan(0.001);
      expect(Math.sqrt(square), name).toBeCloseTo(0.01, 3);
    }
    const [level, spread] = ['head.level.weight', 'head.spread.weight'].map((name) =>
      layout.view(vector, name),
    );
    expect(level).not.toEqual(spread);
    expect(digest(generalStart(layout, weights, 1))).toBe(digest(vector));
    for (const { name } of encoder)
      expect(digest(layout.view(other, name)), name).toBe(digest(layout.view(vector, name)));
  });

  it('refuses an encoder that lacks a convolution, and names it', () => {
    const fewer = new Map(weights);
    fewer.delete('b51');
    expect(() => generalStart(layout, fewer, 1)).toThrow(
      'convolution 51 is not the [1280,320,1,1] of last.weight',
    );
  });
});

describe('a warm start from a model of our own', () => {
  const trained = randomParameters(8);
  const weights = () =>
    new Map(
      layout.slots.map(({ name, shape }) => [name, { shape, data: layout.view(trained, name) }]),
    );

  it('has its parameters', () => {
    expect(digest(warmStart(layout, weights(), 1))).toBe(digest(trained));
  });

  it('reads them from its file, in half precision', async () => {
    const graph = new Graph();
    const constants = new ConstantParameters(
      graph,
      (name) => layout.view(trained, name),
      'float16',
    );
    const { level, residuals, logSpread, emotions, content } = aesNet(
      graph,
      constants,
      graph.input('image', [1, 3, 32, 32]),
    );
    for (const [name, value] of Object.entries({
      level,
      residuals,
      logSpread,
      emotions,
      content,
    })) {
      graph.output(value, name);
    }
    const file = path.join(temporaryFolder('start'), 'model.onnx');
    writeFileSync(file, writeModel(graph));
    const { weights: found, header } = await readStart(file);
    expect(header).toBeUndefined();
    expect(digest(warmStart(layout, found, 1))).toBe(digest(fromHalves(halves(trained))));
  });

  it('reads the average of a checkpoint', async () => {
    const file = path.join(temporaryFolder('start'), 'checkpoint.bin');
    const other = randomParameters(9);
    await writeCheckpoint(file, {
      header: {
        step: 1,
        config: {},
        best: null,
        scale: { mean: 3, deviation: 1, attributes: [] },
        size: layout.size,
      },
      state: { parameters: other, firstMoment: other, secondMoment: other, average: trained },
    });
    const found = await readStart(file);
    expect(digest(warmStart(layout, found.weights, 1))).toBe(digest(trained));
    expect(found.header).toMatchObject({ step: 1, size: layout.size });
  });

  it('names a parameter that is missing or of another shape', () => {
    const fewer = weights();
    fewer.delete('head.emotions.bias');
    expect(() => warmStart(layout, fewer, 1)).toThrow(
      'the file has no head.emotions.bias of the shape [8]',
    );
    const other = weights().set('head.level.weight', {
      shape: [2, 640],
      data: new Float32Array(1280),
    });
    expect(() => warmStart(layout, other, 1)).toThrow('no head.level.weight of the shape [1,1280]');
  });

  it('says so when its file is missing or no model', async () => {
    const file = path.join(temporaryFolder('start'), 'model.onnx');
    await expect(readStart(file)).rejects.toMatchObject({ code: 'file-missing' });
    writeFileSync(file, 'nothing of the kind');
    await expect(readStart(file)).rejects.toMatchObject({ code: 'training-data-invalid' });
  });
});

describe('a start from a fine-tuned copy of the general encoder', () => {
  const general = randomEncoder();
  const scale = {
    mean: 3,
    deviation: 0.5,
    attributes: Array.from({ length: 6 }, (_, index) => ({
      intercept: 0.1 * index,
      slope: 0.9,
      residualDeviation: 0.2 - 0.01 * index,
      deviation: 0.5,
    })),
  };
  const random = Random.from(5);
  const values = (size: number) =>
    Float32Array.from({ length: size }, () => random.normal() * 0.02);
  const weights = values(7 * 1280);
  const biases = values(7).map((value) => 3 + value);
  const tuned = new Map<string, Weight>(
    [...general].map(([name, { shape, data }]) => [name, { shape, data: data.map((x) => 3 * x) }]),
  );
  tuned.set('scores_w_h', { shape: [7, 1280], data: weights });
  tuned.set('scores_b', { shape: [7], data: biases });
  const start = (share: number) => tunedStart(layout, { general, tuned, scale, share, seed: 1 });

  it('is known by its head of scores', () => {
    expect(isTunedEncoder(tuned)).toBe(true);
    expect(isTunedEncoder(general)).toBe(false);
  });

  it('lies on the line between the two encoders', () => {
    const [name] = encoder.map((slot) => slot.name).filter((slot) => slot.endsWith('.weight'));
    const at = (share: number) => layout.view(start(share), name ?? '')[0] as number;
    const first = general.get('w0_h')?.data[0] as number;
    expect(at(0)).toBeCloseTo(first, 6);
    expect(at(0.25)).toBeCloseTo(1.5 * first, 6);
    expect(at(1)).toBeCloseTo(3 * first, 6);
  });

  it('says of any feature what the copy’s scores say', () => {
    const vector = start(0.5);
    const feature = values(1280).map((value) => 1 + value);
    const dot = (line: Float32Array) =>
      line.reduce((sum, weight, index) => sum + weight * (feature[index] as number), 0);
    const row = (name: string, index: number) =>
      dot(layout.view(vector, `head.${name}.weight`).subarray(1280 * index, 1280 * (index + 1))) +
      (layout.view(vector, `head.${name}.bias`)[index] as number);
    const score = (index: number) =>
      dot(weights.subarray(1280 * index, 1280 * (index + 1))) + (biases[index] as number);
    const overall = scale.mean + scale.deviation * row('level', 0);
    expect(overall).toBeCloseTo(score(0), 4);
    for (const [index, { intercept, slope, residualDeviation }] of scale.attributes.entries()) {
      const found = intercept + slope * overall + residualDeviation * row('residuals', index);
      expect(found).toBeCloseTo(score(index + 1), 4);
    }
  });

  it('keeps the other heads at random, as the general encoder’s start has them', () => {
    const plain = generalStart(layout, general, 1);
    const name = 'head.emotions.weight';
    expect(digest(layout.view(start(0.5), name))).toBe(digest(layout.view(plain, name)));
  });

  it('refuses a head of another number of scores', () => {
    const other = new Map(tuned).set('scores_b', { shape: [6], data: biases.subarray(1) });
    expect(() => tunedStart(layout, { general, tuned: other, scale, share: 1, seed: 1 })).toThrow(
      'no scores_w_h of the shape [7,1280]',
    );
  });
});

describe('a run’s header', () => {
  const trained = randomParameters(8);
  const weights = new Map(
    layout.slots.map(({ name, shape }) => [name, { shape, data: layout.view(trained, name) }]),
  );
  const headerOf = (start: StartWeights) => freshRun(layout, ratings, { config, start }).header;

  it('says what the first of all runs started from, and which runs came before', () => {
    const general = { kind: 'general', weights: randomEncoder() } as const;
    const first = { ...headerOf(general), step: 90 };
    expect(first).toMatchObject({ start: 'general' });
    expect(first).not.toHaveProperty('earlier');
    const second = { ...headerOf({ kind: 'warm', weights, header: first }), step: 40 };
    expect(second).toMatchObject({ start: 'general', earlier: [{ steps: 90, config }] });
    const mixed = { ...second, averagedShare: 0.7 };
    expect(headerOf({ kind: 'warm', weights, header: mixed }).earlier).toEqual([
      { steps: 90, config },
      { steps: 40, config, averagedShare: 0.7 },
    ]);
    expect(headerOf({ kind: 'warm', weights })).toMatchObject({ start: 'model' });
  });
});
