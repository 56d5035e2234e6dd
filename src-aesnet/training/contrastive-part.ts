/**
 * The multi-attribute contrastive loss as a part of the training step (METHOD.md section 3).
 *
 * [Note: Spaces a step] A step is about `spaces` of the seven spaces, drawn for the whole batch and given by their index: every
 * picture has one sentence in each, and those are all that the text encoder has to read. With all seven it would do two thirds
 * of the image encoder's operations once more; with two it is a fifth, in less than a tenth of its time (`benchmarks/text-encoder.ts`).
 * Two is the least, since a ≠ k, and enough: over the steps all spaces have their turn, and each with each. a is the space after k in
 * the drawn order, after the last the first: its sentence, encoded already, is what z_{a→k} is fused with. Drawn for each picture on
 * its own, spaces would leave too few pictures in each to tell apart. For the same reason the sentences of a space should be of few
 * sources and units: pairs across them are masked.
 */
import { SPACES } from '../descriptions/units.ts';
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import type { Parameters } from '../layers/parameters.ts';
import { contrastiveLoss } from '../losses/contrastive.ts';
import { learntTemperature } from '../losses/temperature.ts';
import { fuse, projectInto, SPACES_STANDARD } from '../networks/attribute-spaces.ts';
import { standardised } from '../networks/mlsp.ts';
import { textEncoder, type TextEncoderShape } from '../networks/text-encoder.ts';
import { concat } from '../operators/concat.ts';
import { expand } from '../operators/expand.ts';
import { reshape } from '../operators/reshape.ts';
import { slice } from '../operators/slice.ts';
import type { Random } from '../random.ts';

export interface ContrastiveSettings {
  readonly text: TextEncoderShape;
  /** Spaces a step, K: from 2, because a is another than k, to 7. */
  readonly spaces: number;
}

/**
 * L_MAC of image features v [N, D] and their pictures' sentences; with `allBlocks` of multi-level features [N, MLSP], which are brought to
 * mean 0 and deviation 1 first. Declares the inputs, row-major; rows are those of v, k counts
 * the drawn spaces:
 *
 * - `spaces` int64 [K]: the drawn spaces, all different, by their index in `SPACES`;
 * - `tokens` int64 [K·N, L] and `tokenMask` [K·N, L]: each picture's sentence about space k (`Tokenizer`), any where it has none;
 * - `fused` [K·N, 1]: 1 where picture i in space k is fused with its sentence about the next space, 0 where that sentence is dropped
 *   (half of the time) or there is none;
 * - `targets` and `pairs` [K, N, N]: `SoftTargets` of each space.
 *
 * Throws a RangeError for a number of spaces that is none of these.
 */
export function contrastivePart(
  graph: Graph,
  parameters: Parameters,
  given: Value,
  { text, spaces: drawn }: ContrastiveSettings,
): Value {
  if (!(drawn >= 2 && drawn <= SPACES.length)) {
    throw new RangeError(`expected 2 to ${SPACES.length} spaces a step, received ${drawn}`);
  }
  const features =
    text.allBlocks === true ? standardised(graph, parameters, given, SPACES_STANDARD) : given;
  const [count, width] = features.shape as [number, number];
  const rows = drawn * count;
  const spaces = graph.input('spaces', [drawn], 'int64');
  const tokens = graph.input('tokens', [rows, text.tokens], 'int64');
  const tokenMask = graph.input('tokenMask', [rows, text.tokens]);
  const texts = textEncoder(graph, parameters, tokens, tokenMask, text);
  const others = concat(
    graph,
    [slice(graph, texts, 0, count, rows), slice(graph, texts, 0, 0, count)],
    0,
  );
  const repeated = expand(graph, reshape(graph, features, [1, count, width]), [
    drawn,
    count,
    width,
  ]);
  const integrated = fuse(
    graph,
    parameters,
    reshape(graph, repeated, [rows, width]),
    others,
    graph.input('fused', [rows, 1]),
  );
  const bySpace = (x: Value) => reshape(graph, x, [drawn, count, x.shape[1] as number]);
  return contrastiveLoss(
    graph,
    {
      images: projectInto(graph, parameters, 'image', bySpace(integrated), spaces),
      texts: projectInto(graph, parameters, 'text', bySpace(texts), spaces),
      targets: graph.input('targets', [drawn, count, count]),
      mask: graph.input('pairs', [drawn, count, count]),
    },
    learntTemperature(graph, parameters),
  );
}

/** The spaces of one step, by their index, in the order in which each is fused with the next; all orders are as likely. */
export function drawSpaces(random: Random, count: number): number[] {
  return random.shuffle([...SPACES.keys()]).slice(0, count);
}
