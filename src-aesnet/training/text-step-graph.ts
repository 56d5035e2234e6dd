/**
 * Training of the text side alone (ours): sentences are contrasted with other sentences, by the same soft targets as with pictures.
 *
 * A text encoder that starts at random gives pictures nothing to be contrasted with until it has learnt which sentences mean
 * the same, and what it costs to learn that beside pictures is mostly spent on pictures. Among themselves sentences teach it
 * in a few minutes: those of near levels belong together whatever their words, and these of far ones apart.
 */
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { surveyParameters, type Parameters, type ParameterLayout } from '../layers/parameters.ts';
import { contrastiveLoss } from '../losses/contrastive.ts';
import { learntTemperature } from '../losses/temperature.ts';
import { projectInto } from '../networks/attribute-spaces.ts';
import { textEncoder, type TextEncoderShape } from '../networks/text-encoder.ts';
import { reshape } from '../operators/reshape.ts';
import { slice } from '../operators/slice.ts';
import { updateByLoss, type UpdateSettings } from './update.ts';

export interface TextStepSettings extends UpdateSettings {
  readonly text: TextEncoderShape;
  /** Sentences on each of the two sides, N. */
  readonly sentences: number;
}

export interface TextStepGraph {
  readonly graph: Graph;
  /** The text encoder, the Q_k and a temperature. */
  readonly layout: ParameterLayout;
}

/**
 * Inputs: `tokens` int64 and `tokenMask` [2N, L], the sentences of one side and then of the other; `space` int64 [1], by its
 * index in `SPACES`; `targets` and `pairs` [1, N, N]: `SoftTargets` of one side's with the other's; and those of `updateByLoss`, which
 * also names the outputs.
 */
export function buildTextStep(settings: TextStepSettings): TextStepGraph {
  const scratch = new Graph();
  const layout = surveyParameters(scratch, (parameters) => {
    lossOf(scratch, parameters, settings);
  });
  const graph = new Graph();
  updateByLoss(graph, layout, settings, (vector) => lossOf(graph, vector, settings));
  return { graph, layout };
}

function lossOf(
  graph: Graph,
  parameters: Parameters,
  { text, sentences }: Pick<TextStepSettings, 'text' | 'sentences'>,
): Value {
  const tokens = graph.input('tokens', [2 * sentences, text.tokens], 'int64');
  const mask = graph.input('tokenMask', [2 * sentences, text.tokens]);
  const space = graph.input('space', [1], 'int64');
  const features = textEncoder(graph, parameters, tokens, mask, text);
  const side = (from: number) => {
    const half = slice(graph, features, 0, from, from + sentences);
    return projectInto(
      graph,
      parameters,
      'text',
      reshape(graph, half, [1, sentences, text.width]),
      space,
    );
  };
  return contrastiveLoss(
    graph,
    {
      images: side(0),
      texts: side(sentences),
      targets: graph.input('targets', [1, sentences, sentences]),
      mask: graph.input('pairs', [1, sentences, sentences]),
    },
    learntTemperature(graph, parameters),
  );
}
