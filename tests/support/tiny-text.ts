/** A text side of a few kilobytes: a real encoder with weights at random, over a vocabulary of a few sentences. */
import type { Array64 } from '../../src-aesnet/graph/array64.ts';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { interpret } from '../../src-aesnet/graph/interpreter.ts';
import { surveyParameters } from '../../src-aesnet/layers/parameters.ts';
import { embedInAll } from '../../src-aesnet/networks/attribute-spaces.ts';
import { startContrastive } from '../../src-aesnet/networks/contrastive-start.ts';
import { textEncoder } from '../../src-aesnet/networks/text-encoder.ts';
import { buildTextInference } from '../../src-aesnet/networks/text-inference-graph.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { Random } from '../../src-aesnet/random.ts';
import { Tokenizer } from '../../src-aesnet/text/tokenizer.ts';
import { trainVocabulary } from '../../src-aesnet/text/train-vocabulary.ts';
import { formatVocabulary } from '../../src-aesnet/text/vocabulary.ts';

const SENTENCES = [
  'The light is too dark and too bright.',
  'Warm evening light, out of focus.',
  'The horizon is tilted; colours are noisy.',
];
const VOCABULARY = trainVocabulary([...SENTENCES, ...SENTENCES], 200);

/** `tokens`: of every sentence, so that twelve pieces can be read. */
const SHAPE = {
  ...{ pieces: VOCABULARY.size, tokens: 14, width: 8, blocks: 1, heads: 2, hidden: 8 },
};

export interface TinyText {
  readonly model: Uint8Array;
  readonly vocabulary: string;
  readonly pieces: number;
  readonly tokens: number;
  /** What it must give for a phrase, worked out in float64 without onnxruntime: ids, and vectors in all spaces. */
  answer(phrase: string): { tokens: number[]; embeddings: Float32Array };
}

export function tinyText(seed = 0): TinyText {
  const { tokens: length } = SHAPE;
  const scratch = new Graph();
  const layout = surveyParameters(scratch, (parameters) => {
    const tokens = scratch.input('tokens', [1, length], 'int64');
    const t = textEncoder(scratch, parameters, tokens, scratch.input('mask', [1, length]), SHAPE);
    embedInAll(scratch, parameters, 'text', t);
  });
  const parameters = new Float32Array(layout.size);
  startContrastive(layout, parameters, Random.from(seed + 1));
  const graph = buildTextInference({ layout, parameters, shape: SHAPE, precision: 'float32' });
  const tokenizer = new Tokenizer(VOCABULARY, length);
  return {
    model: writeModel(graph),
    vocabulary: formatVocabulary(VOCABULARY),
    pieces: SHAPE.pieces,
    tokens: length,
    answer: (phrase) => {
      const { tokens, mask } = tokenizer.encode([phrase]);
      const { embeddings } = interpret(graph, {
        tokens: { shape: [1, length], data: Float64Array.from(tokens, Number) },
        mask: { shape: [1, length], data: Float64Array.from(mask) },
      });
      const used = mask.filter((one) => one === 1).length;
      return {
        tokens: Array.from(tokens.subarray(0, used), Number),
        embeddings: Float32Array.from((embeddings as Array64).data),
      };
    },
  };
}
