import { SPACES, type Space } from '../../descriptions/index.ts';
import { randomFor, type Candidate } from './candidates.ts';

/** One sentence about one attribute of a photo. */
export type Sentence = Pick<Candidate, 'space' | 'of' | 'text'>;

/** Sentences whose worth is this near to the best one's are as good: which of them a photo gets is its own. */
const AS_GOOD = 0.04;

/**
 * Of every space the sentence that is worth most: how near it is to the picture in that space (cosine, −1…1, as 0…1) times how far it
 * agrees with the level. Of those that are as good one is drawn by the photo, so that neighbours are not told the same.
 * `cosineOf`: of a candidate and the picture, in the candidate's space.
 */
export function chooseSentences(
  candidates: readonly Candidate[],
  cosineOf: (candidate: Candidate) => number,
  seed: number,
): Sentence[] {
  return SPACES.flatMap((space) => {
    const found = candidates
      .filter((candidate) => candidate.space === space)
      .map((candidate) => ({
        candidate,
        worth: candidate.agreement * ((1 + cosineOf(candidate)) / 2),
      }))
      .sort((a, b) => b.worth - a.worth);
    const [best] = found;
    if (best === undefined) return [];
    const good = found.filter(({ worth }) => worth >= best.worth * (1 - AS_GOOD));
    const { of, text } = randomFor(seed, space, 'choice').pick(good).candidate;
    return [{ space: space as Space, of, text }];
  });
}
