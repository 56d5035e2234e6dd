/** What a network is fine-tuned on. */
import { photosIn, photosOf, type Decision } from '../../../src-aesnet/personal/decisions.ts';
import { newestDecisions } from '../../../src-aesnet/personal/newest-decisions.ts';
import type { Evidence } from '../learn.ts';

/** Pairs grow with their square: so many decisions make a million of them, of which the steps draw two thousand. */
const MOST = 1500;

/** The newest decisions about photos that can be used, see `newestDecisions`; and the rows of these photos. */
export function forNetwork(
  { decisions, at, shoots }: Pick<Evidence, 'decisions' | 'at' | 'shoots'>,
  isUsable: (photo: number) => boolean,
): { readonly used: Decision[]; readonly photos: number[] } {
  const dated = decisions.flatMap((decision, index) =>
    photosOf(decision).every(isUsable) ? [{ decision, at: at[index] as number }] : [],
  );
  const used = newestDecisions(dated, (photo) => shoots[photo] as string, MOST);
  return { used, photos: photosIn(used) };
}

/** Image features v, each [1280], as one array, row-major; of every photo there must be one. */
export function featuresOfPhotos(embeddings: readonly (Float32Array | undefined)[]): Float32Array {
  const width = embeddings[0]?.length ?? 0;
  const features = new Float32Array(embeddings.length * width);
  for (const [row, embedding] of embeddings.entries()) {
    if (embedding?.length !== width) throw new RangeError(`photo ${row} has no image feature`);
    features.set(embedding, row * width);
  }
  return features;
}
