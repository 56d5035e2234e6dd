/** The text encoder: a small transformer of our own over word pieces (METHOD.md section 3). */
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { attentionBias } from '../layers/attention.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import type { Parameters } from '../layers/parameters.ts';
import { transformerBlock } from '../layers/transformer-block.ts';
import { add } from '../operators/add.ts';
import { clip } from '../operators/clip.ts';
import { div } from '../operators/div.ts';
import { gather } from '../operators/gather.ts';
import { mul } from '../operators/mul.ts';
import { reduceSum } from '../operators/reduce-sum.ts';
import { reshape } from '../operators/reshape.ts';

export interface TextEncoderShape {
  /** Word pieces of the vocabulary. */
  readonly pieces: number;
  /** Tokens of every sentence, padding included. */
  readonly tokens: number;
  /** Of a token's vector, and of the text feature t. */
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  /** Of each block's position-wise network. */
  readonly hidden: number;
  /** Whether pictures are compared with its sentences by the multi-level features of all their blocks (`pooled`), not by v alone. */
  readonly allBlocks?: true;
}

/**
 * The encoder that is trained, but for its vocabulary. It has to tell templates apart, not to know a language, and what it costs a
 * step is not spent on pictures (`benchmarks/text-encoder.ts` prints that), so it is small.
 *
 * 28 tokens: twenty words, three marks, beginning and end, and three words in two pieces. The longest template takes 25.
 */
export const TEXT_ENCODER = {
  tokens: 28,
  width: 128,
  blocks: 3,
  heads: 4,
  hidden: 256,
} as const satisfies Omit<TextEncoderShape, 'pieces'>;

/**
 * `tokens` int64 [N, L] from 0 to pieces − 1 and `mask` float32 [N, L], 1 for a token and 0 for padding → the text feature t
 * [N, width]: the mean over the tokens that are not padding. Of a sentence that is nothing but padding it is 0.
 *
 * Throws a RangeError for sentences of another length than the shape says.
 */
export function textEncoder(
  graph: Graph,
  parameters: Parameters,
  tokens: Value,
  mask: Value,
  shape: TextEncoderShape,
): Value {
  const { pieces, width, blocks } = shape;
  const [batch, length] = tokens.shape as [number, number];
  if (length !== shape.tokens) {
    throw new RangeError(`expected sentences of ${shape.tokens} tokens, received ${length}`);
  }
  const table = parameters.get('text.pieces.weight', [pieces, width]);
  const positions = parameters.get('text.positions.weight', [length, width]);
  let x = add(graph, gather(graph, table, tokens), positions);
  const bias = attentionBias(graph, mask);
  for (let block = 0; block < blocks; block++) {
    x = transformerBlock(graph, parameters, `text.block${block}`, x, bias, shape);
  }
  const normal = layerNorm(graph, parameters, 'text.norm', x);
  const visible = mul(graph, normal, reshape(graph, mask, [batch, length, 1]));
  const count = clip(graph, reduceSum(graph, mask, [1], true), 1, length);
  return div(graph, reduceSum(graph, visible, [1]), count);
}
