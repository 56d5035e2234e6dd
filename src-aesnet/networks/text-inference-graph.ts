import { Graph } from '../graph/graph.ts';
import { DYNAMIC } from '../graph/operator.ts';
import { ConstantParameters, type ParameterLayout, type Parameters } from '../layers/parameters.ts';
import { embedInAll } from './attribute-spaces.ts';
import { textEncoder, type TextEncoderShape } from './text-encoder.ts';

export interface TextInferenceParts {
  readonly layout: ParameterLayout;
  /** Trained parameters in the order of `layout`, which may hold others too. */
  readonly parameters: Float32Array;
  readonly shape: TextEncoderShape;
  /** Of matrices. Default: half, which is cast as the graph starts. Biases and normalisations are small and stay as they are. */
  readonly precision?: 'float16' | 'float32';
}

/**
 * The text side as it is shipped: encoder and the projections Q_k. Its constants carry the parameters' names.
 *
 * Inputs: `tokens` int64 [N, L], ids of word pieces, and `mask` float32 [N, L], 1 for a token and 0 for padding, both as
 * `Tokenizer` makes them. Output: `embeddings` [N, 7, 128], of each sentence a vector of length 1 in every space, in the order of
 * `SPACES`.
 */
export function buildTextInference(parts: TextInferenceParts): Graph {
  const { layout, parameters, shape, precision = 'float16' } = parts;
  const graph = new Graph();
  const values = (name: string) => layout.view(parameters, name);
  const inFull = new ConstantParameters(graph, values);
  const inHalf = new ConstantParameters(graph, values, precision);
  const constants: Parameters = {
    get: (name, of) => (of.length > 1 ? inHalf : inFull).get(name, of),
  };
  const tokens = graph.input('tokens', [DYNAMIC, shape.tokens], 'int64');
  const mask = graph.input('mask', [DYNAMIC, shape.tokens]);
  const t = textEncoder(graph, constants, tokens, mask, shape);
  graph.output(embedInAll(graph, constants, 'text', t), 'embeddings');
  return graph;
}
