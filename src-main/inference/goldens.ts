/** Goldens: a model's answers for synthetic pictures, which every execution provider must repeat. */
import * as v from 'valibot';
import { KeepersError } from '../../src-shared/errors.ts';
import { goldenPicture } from './golden-pictures.ts';
import type { ModelEntry } from './manifest.ts';
import { sha256Of } from './model-files.ts';

const numbers = v.array(v.number());

export const GoldensSchema = v.object({
  format: v.literal(1),
  /** Every how many features one is kept: all would say no more. */
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
      }),
    ),
    v.minLength(1),
    v.maxLength(8),
  ),
});
export type Goldens = v.InferOutput<typeof GoldensSchema>;

/** What a session gives for N pictures: scores [N, columns], features [N, size], row after row. */
export interface RawOutputs {
  readonly scores: Float32Array;
  readonly features: Float32Array;
  readonly contentEmbedding?: Float32Array;
}

/** The largest absolute differences from the goldens. */
export interface GoldenDifference {
  readonly scores: number;
  readonly features: number;
}

/** Parses a goldens file; `file` is for the error. Throws `model-manifest-invalid`. */
export function parseGoldens(bytes: Uint8Array, file: string): Goldens {
  try {
    return v.parse(GoldensSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
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
  return {
    format: 1,
    featureStride,
    pictures: seeds.map((seed, row) => ({
      seed,
      sha256: sha256Of(goldenPicture(seed, entry.preprocessing.side)),
      scores: rounded(rowOf(outputs.scores, row, entry.outputs.scores.columns.length)),
      features: rounded(
        rowOf(outputs.features, row, entry.outputs.features.size).filter(
          (_, index) => index % featureStride === 0,
        ),
      ),
    })),
  };
}

/** Compares outputs with the goldens. A value that is missing or not finite is infinitely far. */
export function differenceFrom(
  goldens: Goldens,
  entry: ModelEntry,
  outputs: RawOutputs,
): GoldenDifference {
  let scores = 0;
  let features = 0;
  for (const [row, golden] of goldens.pictures.entries()) {
    const gotScores = rowOf(outputs.scores, row, entry.outputs.scores.columns.length);
    const gotFeatures = rowOf(outputs.features, row, entry.outputs.features.size).filter(
      (_, index) => index % goldens.featureStride === 0,
    );
    scores = Math.max(scores, farthest(gotScores, golden.scores));
    features = Math.max(features, farthest(gotFeatures, golden.features));
  }
  return { scores, features };
}

/** Row `row` of a matrix with `width` columns. */
export function rowOf(matrix: Float32Array, row: number, width: number): Float32Array {
  return matrix.slice(row * width, (row + 1) * width);
}

function farthest(got: Float32Array, expected: readonly number[]): number {
  if (got.length !== expected.length) return Infinity;
  let most = 0;
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs((got[index] ?? NaN) - value);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}

function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(6)));
}
