import { RelevanceIndex, sizeOfPacked, type Fit } from '../../src-aesnet/retrieval/index.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { PhraseEncoder } from '../inference/index.ts';
import { compareWords } from './compare-words.ts';
import type { ScoredFile } from './score-files.ts';

/** How files fit a phrase, in their order, and what of the phrase was not understood. */
export interface FittingFiles {
  readonly fits: readonly (Fit | undefined)[];
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
  for (const [at, { spaces, score }] of scored.entries()) {
    if (spaces === undefined) continue;
    index ??= new RelevanceIndex(sizeOfPacked(spaces) ?? 0);
    index.put(at, spaces, score.scene);
  }
  const { fitOf, unknown, read } = await compareWords(phrase, index, phrases);
  if (fitOf === undefined) throw new KeepersError('phrase-unknown', { phrase });
  return { fits: scored.map((_, at) => fitOf(at)), unknown, readAs: read.readAs };
}
