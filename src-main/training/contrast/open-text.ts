/** The vocabulary and the shape of the text encoder of a run. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { everyGrammar, wordingsOf } from '../../../src-aesnet/descriptions/index.ts';
import { TEXT_ENCODER, type TextEncoderShape } from '../../../src-aesnet/networks/text-encoder.ts';
import { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import {
  formatVocabulary,
  parseVocabulary,
  type Vocabulary,
} from '../../../src-aesnet/text/vocabulary.ts';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import { writeDurably } from '../../inference/durable.ts';
import type { SentenceStore } from './sentence-store.ts';

/** Name of the vocabulary's file in a run's folder. */
export const VOCABULARY = 'vocabulary.txt';

interface TrainedText {
  readonly tokenizer: Tokenizer;
  readonly shape: TextEncoderShape;
}

/**
 * A run's vocabulary: the one in its folder where there is one, since token ids must not change under a text encoder, or `earlier`,
 * the file of the run that it starts from; else one of at most `pieces` word pieces from every template and from what the database
 * says besides. It is kept in the folder. Throws `file-missing`, or `checkpoint-invalid` for a file that is no vocabulary.
 */
export async function openText(
  folder: string,
  store: SentenceStore,
  { pieces, earlier }: { readonly pieces: number; readonly earlier?: string | undefined },
): Promise<TrainedText> {
  const file = path.join(folder, VOCABULARY);
  const known = existsSync(file) ? file : earlier;
  const vocabulary =
    known !== undefined
      ? await readVocabulary(known)
      : trainVocabulary(
          new Set([
            ...everyGrammar().flatMap(({ grammar }) => wordingsOf(grammar)),
            ...store.texts,
          ]),
          pieces,
        );
  await writeDurably(file, Buffer.from(formatVocabulary(vocabulary)));
  const shape = { ...TEXT_ENCODER, pieces: vocabulary.size };
  return { tokenizer: new Tokenizer(vocabulary, shape.tokens), shape };
}

/** Throws `file-missing`, or `checkpoint-invalid` for a file that is no vocabulary. */
export async function readVocabulary(file: string): Promise<Vocabulary> {
  try {
    return parseVocabulary(await readFile(file, 'utf8'));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new KeepersError('file-missing', { path: file }, { cause: thrown });
    }
    throw new KeepersError(
      'checkpoint-invalid',
      { file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}
