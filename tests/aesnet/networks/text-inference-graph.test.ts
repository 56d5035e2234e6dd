/** The text side as it is shipped: in onnxruntime, against the float64 interpreter and against full precision. */
import { describe, expect, it } from 'vitest';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { surveyParameters } from '../../../src-aesnet/layers/parameters.ts';
import { SPACE_WIDTH } from '../../../src-aesnet/networks/attribute-spaces.ts';
import { startContrastive } from '../../../src-aesnet/networks/contrastive-start.ts';
import { TEXT_ENCODER } from '../../../src-aesnet/networks/text-encoder.ts';
import { buildTextInference } from '../../../src-aesnet/networks/text-inference-graph.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import { contrastivePart } from '../../../src-aesnet/training/contrastive-part.ts';
import { relativeError } from '../support/gradient-check.ts';
import { runModel } from '../support/onnx.ts';
import { SENTENCES } from '../text/support/sentences.ts';

const vocabulary = trainVocabulary([...SENTENCES, ...SENTENCES], 2048);
const shape = { ...TEXT_ENCODER, pieces: vocabulary.size };
const layout = (() => {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    const v = scratch.input('v', [2, 1280]);
    contrastivePart(scratch, parameters, v, { text: shape, spaces: 2 });
  });
})();
const parameters = new Float32Array(layout.size);
startContrastive(layout, parameters, Random.from(6));

const half = buildTextInference({ layout, parameters, shape });
const bytes = writeModel(half);
const full = writeModel(buildTextInference({ layout, parameters, shape, precision: 'float32' }));
const tokenizer = new Tokenizer(vocabulary, shape.tokens);
const feedsOf = (sentences: readonly string[]): Record<string, Array64> => {
  const { tokens, mask } = tokenizer.encode(sentences);
  const of = [sentences.length, shape.tokens];
  return {
    tokens: { shape: of, data: Float64Array.from(tokens, Number) },
    mask: { shape: of, data: Float64Array.from(mask) },
  };
};
const run = async (file: Uint8Array, sentences: readonly string[]) =>
  (await runModel(file, feedsOf(sentences), { tokens: 'int64' })).embeddings as Array64;

describe('the text model', () => {
  it('gives of every sentence a vector of length 1 in each space', async () => {
    const { shape: of, data } = await run(bytes, SENTENCES);
    expect(of).toEqual([SENTENCES.length, 7, SPACE_WIDTH]);
    for (let row = 0; row < SENTENCES.length * 7; row++) {
      const vector = data.subarray(row * SPACE_WIDTH, (row + 1) * SPACE_WIDTH);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    }
  });

  it('gives what the interpreter gives', async () => {
    const sentences = SENTENCES.slice(4, 6);
    const expected = interpret(half, feedsOf(sentences)).embeddings as Array64;
    expect(relativeError(await run(bytes, sentences), expected)).toBeLessThan(1e-4);
  });

  it('gives the same for a sentence alone and among others', async () => {
    const { data } = await run(bytes, SENTENCES);
    const size = 7 * SPACE_WIDTH;
    for (const at of [0, 9]) {
      const alone = await run(bytes, [SENTENCES[at] as string]);
      const among = { shape: alone.shape, data: data.slice(at * size, (at + 1) * size) };
      expect(relativeError(alone, among)).toBeLessThan(1e-4);
    }
  });

  it('is hardly changed by half precision, and far below 10 MB', async () => {
    expect(relativeError(await run(bytes, SENTENCES), await run(full, SENTENCES))).toBeLessThan(
      0.01,
    );
    expect(bytes.byteLength).toBeLessThan(0.55 * full.byteLength);
    expect(bytes.byteLength).toBeLessThan(10e6 / 4);
  });

  it('carries the names of the parameters, and none of the image side', () => {
    const weights = readWeights(bytes);
    for (const { name, shape: of } of layout.slots) {
      const shipped = name.startsWith('text.') || name === 'spaces.text.weight';
      expect(weights.get(name)?.shape, name).toEqual(shipped ? of : undefined);
    }
  });
});
