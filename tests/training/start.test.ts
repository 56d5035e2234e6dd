import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { fromHalves, halves } from '../../src-aesnet/graph/half.ts';
import { ConstantParameters } from '../../src-aesnet/layers/parameters.ts';
import { aesNet } from '../../src-aesnet/networks/aesnet.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { aesNetLayout } from '../../src-aesnet/training/step-graph.ts';
import { generalStart, readStart, warmStart } from '../../src-main/training/start.ts';
import { randomParameters } from '../aesnet/training/support.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { digest, randomEncoder } from './support.ts';

const layout = aesNetLayout();
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
    expect(digest(warmStart(layout, weights()))).toBe(digest(trained));
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
    const found = warmStart(layout, await readStart(file));
    expect(digest(found)).toBe(digest(fromHalves(halves(trained))));
  });

  it('names a parameter that is missing or of another shape', () => {
    const fewer = weights();
    fewer.delete('head.emotions.bias');
    expect(() => warmStart(layout, fewer)).toThrow(
      'the file has no head.emotions.bias of the shape [8]',
    );
    const other = weights().set('head.level.weight', {
      shape: [2, 640],
      data: new Float32Array(1280),
    });
    expect(() => warmStart(layout, other)).toThrow('no head.level.weight of the shape [1,1280]');
  });

  it('says so when its file is missing or no model', async () => {
    const file = path.join(temporaryFolder('start'), 'model.onnx');
    await expect(readStart(file)).rejects.toMatchObject({ code: 'file-missing' });
    writeFileSync(file, 'nothing of the kind');
    await expect(readStart(file)).rejects.toMatchObject({ code: 'training-data-invalid' });
  });
});
