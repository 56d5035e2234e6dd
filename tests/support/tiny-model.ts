/**
 * A model of a few kilobytes with every output that a manifest knows: linear in the mean colour of the
 * picture, so that what it must answer is a few lines of arithmetic here.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SPACES } from '../../src-aesnet/descriptions/units.ts';
import { SPACE_WIDTH } from '../../src-aesnet/networks/attribute-spaces.ts';
import type { SuggestionCalibration } from '../../src-aesnet/suggestions/calibration.ts';
import { DIRECTIONS, type Direction } from '../../src-aesnet/suggestions/directions.ts';
import { WEIGHED_TONES } from '../../src-aesnet/suggestions/tone-features.ts';
import { WEIGHED_FEATURES } from '../../src-aesnet/suggestions/turn-features.ts';
import { calibrationText } from '../../src-main/explaining/suggestions/index.ts';
import { ModelProto } from '../../src-aesnet/onnx/schema.ts';
import { goldenPicture } from '../../src-main/inference/golden-pictures.ts';
import { makeGoldens, makePhraseGoldens, type Goldens } from '../../src-main/inference/goldens.ts';
import type { ModelEntry, ModelFile } from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import { shapesOf, type OutputName, type RawOutputs } from '../../src-main/inference/outputs.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES, SCORED } from '../../src-shared/attribute.ts';
import { tinyText, type TinyText } from './tiny-text.ts';
import { tinyDamage, tinyTurns } from './tiny-damage.ts';

export interface TinyModel {
  readonly id: string;
  readonly version?: string;
  /** Other weights, and so other answers. */
  readonly seed?: number;
  /** Scores and features alone, as a pack of an earlier Keepers has. */
  readonly plain?: boolean;
  /** With a text side, and the pictures in its spaces. */
  readonly text?: boolean;
  /** Gains that are expected of edits whatever is in the picture, and the floor. */
  readonly suggests?: {
    readonly gains: { readonly [D in Direction]?: number };
    readonly floor: number;
  };
  /** Drawings: the text of an SVG by its title. */
  readonly plots?: Readonly<Record<string, string>>;
}

const FEATURES = 16;
const EMBEDDING = 8;
const GOLDEN_SEEDS = [1, 2];

/** Outputs as linear maps of the mean colour, then: nothing, a squash to 0–1, shares, or unit length, whole or by space. */
const HEADS = {
  scores: { width: SCORED.length, then: 'Identity' },
  features: { width: FEATURES, then: 'Identity' },
  contentEmbedding: { width: EMBEDDING, then: 'unit' },
  spread: { width: 1, then: 'Sigmoid' },
  emotion: { width: EMOTIONS.length, then: 'Softmax' },
  scene: { width: SCENES.length, then: 'Softmax' },
  attributeEmbeddings: { width: SPACES.length * SPACE_WIDTH, then: 'units' },
} as const satisfies Record<OutputName, { width: number; then: string }>;

/** Weight `at` of an output: repeatable, between −1 and 1. */
function weight(of: OutputName, at: number, seed: number): number {
  return Math.sin(12.9898 * at + 78.233 * (of.charCodeAt(0) + of.length) + 37.719 * seed);
}

/** Rows of the map: three weights and a bias a value. Scores stand round 3. */
function matrixOf(of: OutputName, seed: number): { weights: Float32Array; bias: Float32Array } {
  const { width } = HEADS[of];
  return {
    weights: Float32Array.from({ length: 3 * width }, (_, at) => weight(of, at, seed)),
    bias: Float32Array.from({ length: width }, (_, at) =>
      of === 'scores' ? 3 + 0.2 * weight(of, 100 + at, seed) : weight(of, 100 + at, seed),
    ),
  };
}

/** What a tiny model must answer for a picture of 224×224×3 bytes, worked out without it. */
export function tinyAnswer(
  picture: Uint8Array,
  { seed = 0 }: Pick<TinyModel, 'seed'> = {},
): Record<OutputName, number[]> {
  const mean = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let at = channel; at < picture.length; at += 3) sum += (picture[at] ?? 0) / 127.5 - 1;
    return sum / (picture.length / 3);
  });
  const answer = (of: OutputName) => {
    const { width, then } = HEADS[of];
    const { weights, bias } = matrixOf(of, seed);
    const linear = Array.from({ length: width }, (_, column) =>
      mean.reduce(
        (sum, value, row) => sum + value * (weights[row * width + column] ?? 0),
        bias[column] ?? 0,
      ),
    );
    if (then === 'Sigmoid') return linear.map((value) => 1 / (1 + Math.exp(-value)));
    if (then === 'Identity') return linear;
    if (then === 'units') {
      return SPACES.flatMap((_, space) => {
        const own = linear.slice(space * SPACE_WIDTH, (space + 1) * SPACE_WIDTH);
        return own.map((value) => value / Math.hypot(...own));
      });
    }
    const size =
      then === 'unit'
        ? Math.hypot(...linear)
        : linear.reduce((sum, value) => sum + Math.exp(value), 0);
    return linear.map((value) => (then === 'unit' ? value : Math.exp(value)) / size);
  };
  return Object.fromEntries(
    (Object.keys(HEADS) as OutputName[]).map((of) => [of, answer(of)]),
  ) as Record<OutputName, number[]>;
}

/** Writes these models and their manifest into a folder, the first as the default. */
export function writeTinyModels(folder: string, ...models: readonly TinyModel[]): ModelEntry[] {
  const entries = models.map((model) => writeTinyModel(folder, model));
  const manifest = { format: 1, default: entries[0]?.id, models: entries };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  return entries;
}

function writeTinyModel(folder: string, model: TinyModel): ModelEntry {
  const { id, version = '1', seed = 0, plain = false, text = false, plots, suggests } = model;
  const place = path.join(folder, id, version);
  mkdirSync(place, { recursive: true });
  const keep = (name: string, bytes: Uint8Array): ModelFile => {
    writeFileSync(path.join(place, name), bytes);
    return { path: `${id}/${version}/${name}`, sha256: sha256Of(bytes), bytes: bytes.byteLength };
  };
  const side = text ? tinyText(seed) : undefined;
  const entry = entryOf(id, version, plain, text);
  const onnx = onnxFile(entry, seed);
  return {
    ...entry,
    model: keep('model.onnx', onnx),
    card: keep('card.md', Buffer.from(`# ${entry.name}\n`)),
    ...(side !== undefined && {
      text: {
        model: keep('text.onnx', side.model),
        vocabulary: keep('vocabulary.txt', Buffer.from(side.vocabulary)),
        ...{ pieces: side.pieces, tokens: side.tokens },
        inputs: { tokens: 'tokens', mask: 'mask' },
        output: { name: 'embeddings' },
        tolerance: 0.0001,
      },
    }),
    ...(suggests !== undefined && {
      suggestions: suggestionsOf(suggests, sha256Of(onnx), keep),
    }),
    ...(plots !== undefined && {
      plots: Object.entries(plots).map(([title, svg], at) => ({
        title,
        file: keep(`plot${at}.svg`, Buffer.from(svg)),
      })),
    }),
    goldens: {
      ...entry.goldens,
      file: keep('goldens.json', Buffer.from(JSON.stringify(goldensOf(entry, seed, side)))),
    },
  };
}

function suggestionsOf(
  { gains, floor }: NonNullable<TinyModel['suggests']>,
  modelSha256: string,
  keep: (name: string, bytes: Uint8Array) => ModelFile,
) {
  const turns = keep('turns.onnx', tinyTurns());
  const damage = keep('damage.onnx', tinyDamage());
  const text = calibrationText(expecting(gains), {
    ...{ modelSha256, turnsSha256: turns.sha256, damageSha256: damage.sha256, pictures: 1 },
  });
  return { file: keep('suggestions.json', Buffer.from(text)), turns, damage, floor };
}

/** A calibration that expects so much each way, whatever a model answers, and of turns and crops nothing. */
export function expecting(gains: {
  readonly [D in Direction]?: number;
}): SuggestionCalibration {
  return {
    tones: {
      features: WEIGHED_TONES,
      targets: DIRECTIONS.length,
      weights: new Float64Array(WEIGHED_TONES * DIRECTIONS.length),
      intercepts: Float64Array.from(DIRECTIONS, (direction) => gains[direction] ?? 0),
    },
    turns: { weights: new Float64Array(WEIGHED_FEATURES) },
    usual: { tones: new Float64Array(DIRECTIONS.length), crop: 10 },
  };
}

/** The lines that residuals are measured from: another one for every attribute. */
export const TINY_LINES = Object.fromEntries(
  RATED_ATTRIBUTES.map((attribute, at) => [
    attribute,
    { intercept: 0.1 * at, slope: 1 - 0.05 * at, standardDeviation: 0.1 },
  ]),
) as Readonly<
  Record<
    (typeof RATED_ATTRIBUTES)[number],
    { intercept: number; slope: number; standardDeviation: number }
  >
>;

function entryOf(id: string, version: string, plain: boolean, text: boolean): ModelEntry {
  const none = { path: `${id}/${version}/none`, sha256: '0'.repeat(64), bytes: 1 };
  return {
    id,
    version,
    name: `Tiny ${id}`,
    description: 'Scores the mean colour of a picture, for tests.',
    model: none,
    card: none,
    licence: { name: 'MIT', text: 'Drawn by a test.' },
    preprocessing: {
      ...{ side: 224, layout: 'NCHW', channels: 'RGB', resize: 'squash', kernel: 'lanczos3' },
      ...{ divisor: 127.5, offset: -1 },
    },
    input: { name: 'image' },
    outputs: {
      scores: { name: 'scores', columns: [...SCORED] },
      features: { name: 'features', size: FEATURES },
      ...(!plain && {
        contentEmbedding: { name: 'content', size: EMBEDDING },
        spread: { name: 'spread' },
        emotion: { name: 'emotion', columns: [...EMOTIONS] },
        scene: { name: 'scene', columns: [...SCENES] },
      }),
      ...(text && {
        attributeEmbeddings: { name: 'spaces', columns: [...SPACES], size: SPACE_WIDTH },
      }),
    },
    ...(!plain && {
      residuals: TINY_LINES,
      standardDeviations: { light: 0.4, color: 0.5 },
      abilities: {
        attributes: {
          light: { level: { srcc: 0.86 }, residual: { srcc: 0.32, lower: 0.2 } },
          composition: { level: { srcc: 0.85 }, residual: { srcc: 0.28, lower: 0.14 } },
        },
        emotions: {
          contentment: { auc: 0.84, lower: 0.8, positives: 300 },
          fear: { auc: 0.9, lower: 0.72, positives: 12 },
        },
      },
    }),
    goldens: { file: none, tolerance: { default: { scores: 0.0001, features: 0.0001 } } },
    figures: [{ name: 'Overall, SRCC', value: '0.5 (of nothing; a test’s)' }],
  };
}

const GOLDEN_PHRASES = ['too dark', 'Warm evening light.'];

function goldensOf(entry: ModelEntry, seed: number, text: TinyText | undefined): Goldens {
  const answers = GOLDEN_SEEDS.map((each) => tinyAnswer(goldenPicture(each, 224), { seed }));
  const outputs = Object.fromEntries(
    shapesOf(entry).map(({ of }) => [of, Float32Array.from(answers.flatMap((each) => each[of]))]),
  ) as unknown as RawOutputs;
  const goldens = makeGoldens(GOLDEN_SEEDS, entry, outputs);
  if (text === undefined) return goldens;
  const encoded = GOLDEN_PHRASES.map((phrase) => ({
    ...text.answer(phrase),
    ...{ unknown: [], beyond: '' },
  }));
  return { ...goldens, phrases: makePhraseGoldens(goldens, GOLDEN_PHRASES, encoded) };
}

const FLOAT = 1;
const INT64 = 7;
const SHAPE_OF_SPACES = 'shape of spaces';
const IN_SPACES = [SPACES.length, SPACE_WIDTH];

function onnxFile(entry: ModelEntry, seed: number): Uint8Array {
  const shapes = shapesOf(entry);
  const tensor = (name: string, dims: readonly number[], data: Float32Array) => ({
    ...{ name, dims, dataType: FLOAT, rawData: new Uint8Array(data.buffer) },
  });
  const ints = (name: string, values: readonly number[]) => ({ name, ints: values, type: 7 });
  const int = (name: string, value: number) => ({ name, i: value, type: 2 });
  const value = (name: string, dims: readonly (number | string)[]) => ({
    name,
    type: {
      tensorType: {
        elemType: FLOAT,
        shape: {
          dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })),
        },
      },
    },
  });
  const heads = shapes.flatMap(({ of, name }) => {
    const { then } = HEADS[of];
    const linear = {
      ...{
        opType: 'Gemm',
        input: ['mean', `${of}.weights`, `${of}.bias`],
        output: [`${of}.linear`],
      },
    };
    if (then === 'unit') {
      const attribute = [ints('axes', [1]), int('keepdims', 1)];
      return [
        linear,
        { opType: 'ReduceL2', input: [`${of}.linear`], output: [`${of}.length`], attribute },
        { opType: 'Div', input: [`${of}.linear`, `${of}.length`], output: [name] },
      ];
    }
    if (then === 'units') {
      const attribute = [ints('axes', [2]), int('keepdims', 1)];
      const [inSpaces, length] = [`${of}.spaces`, `${of}.length`];
      return [
        linear,
        { opType: 'Reshape', input: [`${of}.linear`, SHAPE_OF_SPACES], output: [inSpaces] },
        { opType: 'ReduceL2', input: [inSpaces], output: [length], attribute },
        { opType: 'Div', input: [inSpaces, length], output: [name] },
      ];
    }
    const attribute = then === 'Softmax' ? [int('axis', 1)] : [];
    return [linear, { opType: then, input: [`${of}.linear`], output: [name], attribute }];
  });
  const model = {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'tiny',
      input: [value('image', ['N', 3, 224, 224])],
      output: shapes.map(({ of, name, width }) =>
        value(name, of === 'attributeEmbeddings' ? ['N', ...IN_SPACES] : ['N', width]),
      ),
      node: [
        { opType: 'GlobalAveragePool', input: ['image'], output: ['pooled'] },
        { opType: 'Flatten', input: ['pooled'], output: ['mean'] },
        ...heads,
      ],
      initializer: [
        {
          ...{ name: SHAPE_OF_SPACES, dims: [3], dataType: INT64 },
          rawData: new Uint8Array(BigInt64Array.from([-1, ...IN_SPACES], BigInt).buffer),
        },
        ...shapes.flatMap(({ of, width }) => {
          const { weights, bias } = matrixOf(of, seed);
          return [
            tensor(`${of}.weights`, [3, width], weights),
            tensor(`${of}.bias`, [width], bias),
          ];
        }),
      ],
    },
  };
  return ModelProto.encode(ModelProto.create(model)).finish();
}
