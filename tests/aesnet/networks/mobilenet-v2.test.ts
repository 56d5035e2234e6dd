/** Our MobileNetV2 with the general encoder's weights, against that encoder's own file. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { DYNAMIC } from '../../../src-aesnet/graph/operator.ts';
import { ConstantParameters, surveyParameters } from '../../../src-aesnet/layers/parameters.ts';
import { loadGeneralEncoder } from '../../../src-aesnet/networks/general-encoder.ts';
import { FEATURES, mobileNetV2 } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import { readWeights, type Weight } from '../../../src-aesnet/onnx/read.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { dataPath } from '../../support/data.ts';
import { relativeError } from '../support/gradient-check.ts';
import { runGraph, runModel } from '../support/onnx.ts';
import { between, filled } from '../support/values.ts';

const layout = (() => {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    mobileNetV2(scratch, parameters, scratch.input('image', [1, 3, 32, 32]));
  });
})();

describe('MobileNetV2', () => {
  it('has the parameters of the paper, without the classifier and batch normalisation', () => {
    // 3,504,872 with both (torchvision's count), 1,281,000 of them the classifier's; of the normalisation's
    // scale and shift for each of 17,056 channels, a bias is left.
    const kernels = layout.slots.filter(({ name }) => name.endsWith('.weight'));
    expect(kernels).toHaveLength(52);
    expect(layout.size).toBe(3_504_872 - 1_281_000 - 17_056);
  });

  it.each([32, 64])('gives a feature for every picture, at %d pixels', (side) => {
    const graph = new Graph();
    const zeros = new Float32Array(layout.size);
    const parameters = new ConstantParameters(graph, (name) => layout.view(zeros, name));
    const image = graph.input('image', [DYNAMIC, 3, side, side]);
    expect(mobileNetV2(graph, parameters, image).shape).toEqual([DYNAMIC, FEATURES]);
  });

  it('refuses weights of another network', () => {
    const vector = new Float32Array(layout.size);
    const weights = new Map<string, Weight>([
      ['w0', { shape: [32, 3, 3, 3], data: new Float32Array(864) }],
      ['b0', { shape: [32], data: new Float32Array(32) }],
    ]);
    expect(() => loadGeneralEncoder(weights, layout, vector)).toThrow(
      "the general encoder's convolution 1 is not the [32,1,3,3] of block0.depthwise.weight",
    );
  });
});

const file = dataPath('weights/general-encoder.onnx');
const missing = file === undefined ? ' (skipped: weights/general-encoder.onnx is not there)' : '';

describe.skipIf(file === undefined)(`with the general encoder's weights${missing}`, () => {
  it('gives the features of the general encoder', async () => {
    const bytes = readFileSync(file ?? '');
    const vector = new Float32Array(layout.size);
    loadGeneralEncoder(readWeights(bytes), layout, vector);
    const graph = new Graph();
    const parameters = new ConstantParameters(graph, (name) => layout.view(vector, name));
    const image = graph.input('image', [DYNAMIC, 3, 224, 224]);
    graph.output(mobileNetV2(graph, parameters, image), 'features');

    const feeds = { image: filled([2, 3, 224, 224], between(-1, 1), Random.from(224)) };
    const { features: expected } = await runModel(bytes, feeds);
    const { features: found } = await runGraph(graph, feeds);
    expect(expected?.shape).toEqual([2, FEATURES]);
    expect(relativeError(found, expected as Array64)).toBeLessThan(1e-4);
  });
});
