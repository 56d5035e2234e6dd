/** Goldens: a model's answers for synthetic pictures, which every execution provider must repeat. */
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { goldenPicture } from './golden-pictures.ts';
import type { EncodedPhrase } from './phrases.ts';
import type { ModelEntry, Tolerance } from './manifest.ts';
import { sha256Of } from './model-files.ts';
import {
  OUTPUT_NAMES,
  rowsOf,
  shapesOf,
  type OutputName,
  type OutputRows,
  type RawOutputs,
} from './outputs.ts';

const numbers = v.array(v.number());

export const GoldensSchema = v.object({
  format: v.literal(1),
  /** Every how many values of features and attribute embeddings one is kept: all would say no more. */
  featureStride: v.pipe(v.number(), v.integer(), v.minValue(1)),
  pictures: v.pipe(
    v.array(
      v.object({
        seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
        /** Of the picture's bytes: a change of the drawing code is not a fault of the model. */
        sha256: v.string(),
        /** In the order of the manifest's columns. */
        scores: numbers,
        features: numbers,
        contentEmbedding: v.optional(numbers),
        spread: v.optional(numbers),
        emotion: v.optional(numbers),
        scene: v.optional(numbers),
        attributeEmbeddings: v.optional(numbers),
      }),
    ),
    v.minLength(1),
    v.maxLength(8),
  ),
  /** Of the text side: phrases, the ids of their pieces, and every `featureStride`th value of their embeddings. */
  phrases: v.optional(
    v.pipe(
      v.array(v.object({ text: v.string(), tokens: numbers, embeddings: numbers })),
      v.minLength(1),
      v.maxLength(32),
    ),
  ),
});
export type Goldens = v.InferOutput<typeof GoldensSchema>;

/** The largest absolute difference from the goldens of each output that they hold. */
export type GoldenDifference = Readonly<Partial<Record<OutputName, number>>>;

/** Parses a goldens file; `file` is for the error. Throws `model-manifest-invalid`. */
export function parseGoldens(bytes: Uint8Array, file: string): Goldens {
  try {
    return v.parse(GoldensSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (thrown) {
    const reason = reasonOf(thrown);
    throw new KeepersError('model-manifest-invalid', { file, reason }, { cause: thrown });
  }
}

/** The pictures of the goldens, drawn now. Throws `model-manifest-invalid` where one is not what the file says. */
export function drawGoldens(goldens: Goldens, entry: ModelEntry): Uint8Array[] {
  return goldens.pictures.map(({ seed, sha256 }) => {
    const picture = goldenPicture(seed, entry.preprocessing.side);
    if (sha256Of(picture) !== sha256) {
      throw new KeepersError('model-manifest-invalid', {
        file: entry.goldens.file.path,
        reason: `the picture of seed ${seed} is drawn otherwise by this version of Keepers`,
      });
    }
    return picture;
  });
}

/** Makes the goldens of a model from its outputs (on the CPU) for the pictures of these seeds. */
export function makeGoldens(
  seeds: readonly number[],
  entry: Pick<ModelEntry, 'preprocessing' | 'outputs'>,
  outputs: RawOutputs,
): Goldens {
  const featureStride = Math.max(1, Math.floor(entry.outputs.features.size / 32));
  const shapes = shapesOf(entry);
  return {
    format: 1,
    featureStride,
    pictures: seeds.map((seed, row) => {
      const kept = keptOf(rowsOf(outputs, shapes, row), featureStride);
      const { scores = [], features = [], ...others } = kept;
      return {
        seed,
        sha256: sha256Of(goldenPicture(seed, entry.preprocessing.side)),
        scores: rounded(scores),
        features: rounded(features),
        ...Object.fromEntries(Object.entries(others).map(([of, values]) => [of, rounded(values)])),
      };
    }),
  };
}

/** The part of the goldens that is about text, from what the text side gives for these phrases. */
export function makePhraseGoldens(
  { featureStride }: Goldens,
  phrases: readonly string[],
  encoded: readonly EncodedPhrase[],
): NonNullable<Goldens['phrases']> {
  return phrases.map((text, at) => {
    const { tokens = [], embeddings = new Float32Array() } = encoded[at] ?? {};
    return { text, tokens: [...tokens], embeddings: rounded(thinned(embeddings, featureStride)) };
  });
}

/** Why the text side does not do what its goldens say, in words; undefined where it does. */
export function whatDiffersInText(
  { phrases = [], featureStride }: Goldens,
  encoded: readonly EncodedPhrase[],
  tolerance: number,
): string | undefined {
  for (const [at, { text, tokens, embeddings }] of phrases.entries()) {
    const got = encoded[at];
    if (got?.tokens.join() !== tokens.join()) {
      return `it cuts “${text}” into other pieces than the model’s goldens: the vocabulary is another`;
    }
    const by = farthest(thinned(got.embeddings, featureStride), embeddings);
    if (by > tolerance) {
      return `its embeddings of “${text}” differ by ${by.toPrecision(2)} from the model’s goldens; ${tolerance} is allowed`;
    }
  }
  return undefined;
}

/** Compares outputs with the goldens. A value that is missing or not finite is infinitely far. */
export function differenceFrom(
  goldens: Goldens,
  entry: Pick<ModelEntry, 'outputs'>,
  outputs: RawOutputs,
): GoldenDifference {
  const shapes = shapesOf(entry);
  const most: Partial<Record<OutputName, number>> = {};
  for (const [row, golden] of goldens.pictures.entries()) {
    const got = keptOf(rowsOf(outputs, shapes, row), goldens.featureStride);
    for (const of of OUTPUT_NAMES) {
      const expected = golden[of];
      if (expected === undefined) continue;
      most[of] = Math.max(most[of] ?? 0, farthest(got[of] ?? [], expected));
    }
  }
  return most;
}

/** Which output is farther from the goldens than it may be, in words; undefined where none is. */
export function whatDiffers(
  difference: GoldenDifference,
  tolerance: Tolerance,
): string | undefined {
  for (const of of OUTPUT_NAMES) {
    const by = difference[of];
    const like = EMBEDDINGS.has(of) ? 'features' : 'scores';
    const allowed = tolerance[of] ?? tolerance[like];
    if (by === undefined || by <= allowed) continue;
    return `its ${WORDS[of]} differ by ${by.toPrecision(2)} from the model’s goldens; ${allowed} is allowed`;
  }
  return undefined;
}

const EMBEDDINGS: ReadonlySet<OutputName> = new Set(['contentEmbedding', 'attributeEmbeddings']);

const WORDS: Readonly<Record<OutputName, string>> = {
  scores: 'scores',
  features: 'features',
  contentEmbedding: 'content embeddings',
  spread: 'spreads',
  emotion: 'emotion shares',
  scene: 'scene shares',
  attributeEmbeddings: 'attribute embeddings',
};

/** What the goldens keep of one picture's outputs: all, but of long vectors every `featureStride`th value. */
function keptOf(rows: OutputRows, featureStride: number): OutputRows {
  const { features, attributeEmbeddings } = rows;
  return {
    ...rows,
    ...(features !== undefined && { features: thinned(features, featureStride) }),
    ...(attributeEmbeddings !== undefined && {
      attributeEmbeddings: thinned(attributeEmbeddings, featureStride),
    }),
  };
}

function thinned(values: Float32Array, stride: number): Float32Array {
  return values.filter((_, index) => index % stride === 0);
}

function farthest(got: ArrayLike<number>, expected: readonly number[]): number {
  if (got.length !== expected.length) return Infinity;
  let most = 0;
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs((got[index] ?? NaN) - value);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}

function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(value.toFixed(6)));
}
