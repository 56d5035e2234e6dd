import {
  readWords,
  type Fits,
  type ReadPhrase,
  type RelevanceIndex,
} from '../../src-aesnet/retrieval/index.ts';
import type { EncodedPhrase, PhraseEncoder } from '../inference/index.ts';

/** A phrase as it was read, and how photos fit it. */
export interface ComparedWords {
  readonly phrase: string;
  readonly read: ReadPhrase;
  /** Words that nothing is known of. */
  readonly unknown: readonly string[];
  /** The end that was too long to be read. */
  readonly beyond: string;
  /** Of each photo of the index; absent where the phrase says nothing that photos can be compared with. */
  readonly fits?: Fits;
}

const NO_FITS: Fits = { relevanceOf: () => NaN, standsOut: () => false };

/** What is encoded where there is nothing else: a model without a text side is noticed so. */
export const FIRST_WORDS = 'warm evening light';

/** Compares a phrase with the photos of an index, undefined where there are none. Rejects with what `encode` rejects with. */
export async function compareWords(
  phrase: string,
  index: RelevanceIndex | undefined,
  phrases: Pick<PhraseEncoder, 'encode'>,
): Promise<ComparedWords> {
  const read = readWords(phrase, { knowsScenes: index?.knowsScenes ?? false });
  const encoded = await encode(read, phrases);
  const says = read.text !== '' || read.scenes.length > 0 || read.measures.length > 0;
  return {
    phrase,
    read,
    unknown: [...new Set([...read.unknown, ...(encoded?.unknown ?? [])])],
    beyond: encoded?.beyond ?? '',
    ...(says && { fits: index === undefined ? NO_FITS : fitsOf(index, read, encoded) }),
  };
}

/** Of a phrase that names nothing but scenes, and of one that says nothing, there is nothing to encode. */
async function encode(
  { text, scenes, measures }: ReadPhrase,
  phrases: Pick<PhraseEncoder, 'encode'>,
): Promise<EncodedPhrase | undefined> {
  if (text !== '') return (await phrases.encode([text]))[0];
  // A model without a text side is told before unknown words are.
  if (scenes.length + measures.length === 0) await phrases.encode([FIRST_WORDS]);
  return undefined;
}

function fitsOf(
  index: RelevanceIndex,
  { spaces, scenes, measures, saysMore }: ReadPhrase,
  encoded: EncodedPhrase | undefined,
): Fits {
  return index.compare({
    ...(encoded !== undefined && { embeddings: encoded.embeddings }),
    ...{ spaces, scenes, measures, saysMore },
  });
}
