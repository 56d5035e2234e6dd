/** What the manifest says of a model of ours, and of a file that no manifest names. */
import { outputNamesOf } from '../../src-aesnet/onnx/outputs.ts';
import { CONTENT } from '../../src-aesnet/networks/aesnet.ts';
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
} satisfies ModelEntry['outputs'];

/** What a model is, apart from what all models of this network have in common. */
export type ModelDescription = Omit<
  ModelEntry,
  'model' | 'card' | 'preprocessing' | 'input' | 'outputs' | 'goldens'
>;

/** How far a provider may be from the goldens: Core ML computes in half precision, DirectML in part. */
const TOLERANCE: ModelEntry['goldens']['tolerance'] = {
  default: { scores: 0.001, features: 0.01, contentEmbedding: 0.001 },
  coreml: { scores: 0.02, features: 0.1, contentEmbedding: 0.02 },
  dml: { scores: 0.005, features: 0.05, contentEmbedding: 0.005 },
};

/** The entry of a model of ours with `outputs`; sizes and hashes are left to `sealModel`. */
export function entryOf(
  description: ModelDescription,
  outputs: readonly string[] = Object.values(OUTPUTS).map(({ name }) => name),
): ModelEntry {
  const file = (name: string) => ({
    path: `${description.id}/${description.version}/${name}`,
    sha256: '0'.repeat(64),
    bytes: 1,
  });
  const { scores, features, ...others } = OUTPUTS;
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
    goldens: { file: file('goldens.json'), tolerance: TOLERANCE },
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
    outputNamesOf(bytes),
  );
}
