import { RATED_ATTRIBUTES, SCENES } from '../../src-shared/attribute.ts';
import type { Score } from '../../src-shared/photo.ts';
import type { PictureOutputs } from '../../src-aesnet/personal/taste-basis.ts';

/** A photo as scoring gives it. */
export interface ScoredPhoto {
  readonly score: Score;
  /** The content embedding, where the model has one. */
  readonly contentEmbedding?: Float32Array;
  /** The image feature v. */
  readonly embedding?: Float32Array;
}

/** What a model said of photos, in the shape that taste is learnt from. A part that one of them lacks is absent. */
export function outputsOfPhotos(photos: readonly ScoredPhoto[]): PictureOutputs {
  const scenes = complete(photos.flatMap(({ score }) => SCENES.map((name) => score.scene?.[name])));
  const residuals = complete(
    photos.flatMap(({ score }) => RATED_ATTRIBUTES.map((name) => score.residuals?.[name])),
  );
  const embeddings = complete(photos.map(({ contentEmbedding }) => contentEmbedding));
  return {
    score: photos.map(({ score }) => score.values.aesthetic ?? NaN),
    ...(scenes && { sceneShares: scenes }),
    ...(residuals && { residuals }),
    ...(embeddings && { contentEmbedding: joined(embeddings) }),
  };
}

function complete<Value>(values: readonly (Value | undefined)[]): Value[] | undefined {
  const present = values.filter((value) => value !== undefined);
  return present.length === values.length ? present : undefined;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const width = parts[0]?.length ?? 0;
  const all = new Float32Array(parts.length * width);
  for (const [at, part] of parts.entries()) all.set(part, at * width);
  return all;
}
