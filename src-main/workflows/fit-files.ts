import { measuredOf, RelevanceIndex, sizeOfPacked } from '../../src-aesnet/retrieval/index.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { PhraseEncoder } from '../inference/index.ts';
import { compareWords } from './compare-words.ts';
import type { ScoredFile } from './score-files.ts';

/** How one file fits a phrase. */
export interface FileFit {
  /** Standard deviations above the usual one of the files. */
  readonly relevance: number;
  /** Whether it fits clearly better than that. */
  readonly standsOut: boolean;
}

/** How files fit a phrase, in their order, and what of the phrase was not understood. */
export interface FittingFiles {
  /** Absent of a file that cannot be compared. */
  readonly fits: readonly (FileFit | undefined)[];
  readonly unknown: readonly string[];
  readonly readAs: readonly { readonly word: string; readonly as: string }[];
}

/** Compares files that were scored with their spaces among themselves. Throws `phrase-unknown` for a phrase that says nothing. */
export async function fitFiles(
  scored: readonly ScoredFile[],
  phrase: string,
  phrases: Pick<PhraseEncoder, 'encode'>,
): Promise<FittingFiles> {
  let index: RelevanceIndex | undefined;
  for (const [at, { spaces, score, looks, measurements }] of scored.entries()) {
    if (spaces === undefined) continue;
    index ??= new RelevanceIndex(sizeOfPacked(spaces) ?? 0);
    index.put(at, spaces, score.scene, measuredOf(looks, measurements));
  }
  const { fits, unknown, read } = await compareWords(phrase, index, phrases);
  if (fits === undefined) throw new KeepersError('phrase-unknown', { phrase });
  return {
    fits: scored.map((_, at) => {
      if (index?.has(at) !== true) return undefined;
      return { relevance: fits.relevanceOf(at), standsOut: fits.standsOut(at) };
    }),
    ...{ unknown, readAs: read.readAs },
  };
}
