/**
 * What cosines of a model's content embeddings mean: every model has a space of its own. In one, unrelated photos
 * have cosines around 0.3 and near duplicates above 0.9, in another 0.75 and 0.97 (measured), so the
 * figures belong to the model. `node benchmarks/content-similarity.ts` measures them.
 */
import * as v from 'valibot';

const cosine = v.pipe(v.number(), v.minValue(-1), v.maxValue(1));

export const ContentSimilaritySchema = v.pipe(
  v.object({
    /** Median cosine of photos that have nothing to do with each other. */
    unrelated: cosine,
    /** Least cosine of near duplicates: reached by 95 % of photos taken again with the camera moved a little. */
    duplicates: cosine,
  }),
  v.check(
    ({ unrelated, duplicates }) => unrelated < duplicates,
    'unrelated is not below duplicates',
  ),
);
export type ContentSimilarity = v.InferOutput<typeof ContentSimilaritySchema>;

/** For models that say nothing: rather miss near duplicates than take two pictures for one. */
export const UNMEASURED_SIMILARITY: ContentSimilarity = { unrelated: 0.75, duplicates: 0.97 };

/** How much two photos show the same: 0 for unrelated ones, 1 for near duplicates, between them linear. */
export function likenessOf(cosine: number, { unrelated, duplicates }: ContentSimilarity): number {
  return Math.min(1, Math.max(0, (cosine - unrelated) / (duplicates - unrelated)));
}
