/** What the manifest says of a model of ours, and of a file that no manifest names. */
import { outputNamesOf } from '../../src-aesnet/onnx/outputs.ts';
import { SPACES } from '../../src-aesnet/descriptions/units.ts';
import { CONTENT } from '../../src-aesnet/networks/aesnet.ts';
import { SPACE_WIDTH } from '../../src-aesnet/networks/attribute-spaces.ts';
import { FEATURES } from '../../src-aesnet/networks/mobilenet-v2.ts';
import { EMOTIONS, SCENES, SCORED } from '../../src-shared/attribute.ts';
import type { ModelEntry } from '../inference/manifest.ts';
import { CACHE_SIDE } from './data/index.ts';

/** How a picture becomes the input: the same for all networks here. */
const PREPROCESSING: ModelEntry['preprocessing'] = {
  side: CACHE_SIDE,
  layout: 'NCHW',
  channels: 'RGB',
  resize: 'squash',
  kernel: 'lanczos3',
  divisor: 127.5,
  offset: -1,
};

/** Everything that our network may give, by the names of `buildInference`. */
const OUTPUTS = {
  scores: { name: 'scores', columns: [...SCORED] },
  features: { name: 'features', size: FEATURES },
  contentEmbedding: { name: 'content', size: CONTENT },
  spread: { name: 'spread' },
  emotion: { name: 'emotion', columns: [...EMOTIONS] },
  scene: { name: 'scene', columns: [...SCENES] },
  attributeEmbeddings: { name: 'spaces', columns: [...SPACES], size: SPACE_WIDTH },
} satisfies ModelEntry['outputs'];

/** The text side runs on the CPU alone: what differs is the order of sums. */
const TEXT_TOLERANCE = 0.001;

/** What a model is, apart from what all models of this network have in common. */
export type ModelDescription = Omit<
  ModelEntry,
  'model' | 'card' | 'preprocessing' | 'input' | 'outputs' | 'text' | 'goldens'
>;

/**
 * How far a provider may be from the goldens: Core ML computes in half precision, DirectML in part. What is allowed for one
 * embedding is allowed for the others.
 */
function toleranceOf(spaces: boolean): ModelEntry['goldens']['tolerance'] {
  const allowed = (scores: number, features: number) => ({
    scores,
    features,
    contentEmbedding: scores,
    ...(spaces && { attributeEmbeddings: scores }),
  });
  return { default: allowed(0.001, 0.01), coreml: allowed(0.02, 0.1), dml: allowed(0.005, 0.05) };
}

/** What a model's files have. */
export interface ModelParts {
  /** The outputs of its ONNX file. */
  readonly outputs: readonly string[];
  /** Of its text model, if it has one: word pieces of the vocabulary, and tokens of every sentence. */
  readonly text?: { readonly pieces: number; readonly tokens: number } | undefined;
}

/** The entry of a model of ours; sizes and hashes are left to `sealModel`. */
export function entryOf(description: ModelDescription, { outputs, text }: ModelParts): ModelEntry {
  const file = (name: string) => ({
    path: `${description.id}/${description.version}/${name}`,
    sha256: '0'.repeat(64),
    bytes: 1,
  });
  const { scores, features, ...others } = OUTPUTS;
  const { name: spaces } = OUTPUTS.attributeEmbeddings;
  return {
    ...description,
    model: file('model.onnx'),
    card: file('card.md'),
    preprocessing: PREPROCESSING,
    input: { name: 'image' },
    outputs: {
      scores,
      features,
      ...Object.fromEntries(
        Object.entries(others).filter(([, { name }]) => outputs.includes(name)),
      ),
    },
    ...(text !== undefined && {
      text: {
        model: file('text.onnx'),
        vocabulary: file('vocabulary.txt'),
        inputs: { tokens: 'tokens', mask: 'mask' },
        output: { name: 'embeddings' },
        ...text,
        tolerance: TEXT_TOLERANCE,
      },
    }),
    goldens: { file: file('goldens.json'), tolerance: toleranceOf(outputs.includes(spaces)) },
  };
}

/** An entry for a file of which nothing is known but its outputs. Throws an Error where it is no ONNX file. */
export function entryOfFile(bytes: Uint8Array): ModelEntry {
  return entryOf(
    {
      id: 'file',
      version: '1',
      name: 'A file',
      description: 'A file that no manifest names.',
      licence: { name: 'Not known', text: 'Not known.' },
      figures: [],
    },
    { outputs: outputNamesOf(bytes) },
  );
}
