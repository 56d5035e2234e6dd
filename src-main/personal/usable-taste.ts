/** A profile's taste, ready to compute with, and the scores of photos by it. */
import type { PersonalModel } from '../../src-aesnet/personal/fit-person.ts';
import { personalScores, personalSpreads } from '../../src-aesnet/personal/personal-score.ts';
import { tasteTable, type TasteBasis } from '../../src-aesnet/personal/taste-basis.ts';
import { basisFromJson } from './basis-schema.ts';
import type { DeepTaste } from './deep/deep-finetune.ts';
import { addedByHead, deepTasteFromJson } from './deep/departures.ts';
import type { Profile } from './profile.ts';
import { outputsOfPhotos, type ScoredPhoto } from './scored-outputs.ts';

export interface UsableTaste {
  readonly basis: TasteBasis;
  readonly model: PersonalModel;
  /** Where the fine-tuned network beat the closed form: what it adds to that. */
  readonly network?: DeepTaste;
}

export interface PersonalScore {
  /** Points, on the scale of the general score. */
  readonly score: number;
  /** Posterior standard deviation of the closed form: how far the person's taste is not known yet, points. */
  readonly spread: number;
}

export function tasteOf({
  basis,
  weights,
  covariance,
  scale,
  variances,
  deep,
}: Profile): UsableTaste {
  return {
    basis: basisFromJson(basis),
    model: {
      weights: Float64Array.from(weights),
      covariance: Float64Array.from(covariance),
      ...{ scale, variances },
    },
    ...(deep?.taste !== undefined && { network: deepTasteFromJson(deep.taste) }),
  };
}

/**
 * What a fine-tuned head adds to the score of each photo, points: 0 without one. Throws a RangeError where it is the last stage
 * that was fine-tuned, for which pictures are needed, or where a photo comes without its image feature.
 */
export function addedBy(
  { network }: Pick<UsableTaste, 'network'>,
  photos: readonly ScoredPhoto[],
): number[] {
  if (network === undefined) return photos.map(() => 0);
  if (network.depth !== 'head') throw new RangeError('the last stage needs pictures');
  return photos.map(({ embedding }) => {
    if (embedding === undefined) throw new RangeError('the photo has no image feature');
    return addedByHead(network, embedding);
  });
}

/** The personal score of each photo, all scored by the profile's model. `added`: what the network adds to each, see `addedBy`. */
export function scoreByTaste(
  { basis, model }: UsableTaste,
  photos: readonly ScoredPhoto[],
  added: readonly number[],
): PersonalScore[] {
  const table = tasteTable(basis, outputsOfPhotos(photos));
  const scores = personalScores(table, model);
  const spreads = personalSpreads(table, model);
  return Array.from(scores, (score, at) => ({
    score: score + (added[at] as number),
    spread: spreads[at] as number,
  }));
}
