/** Words of a person, learnt from sentences that they have checked, for the command line. */
import path from 'node:path';
import type { DescriptionRecord } from '../../src-aesnet/descriptions/index.ts';
import type { PackedSpaces } from '../../src-aesnet/retrieval/index.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import {
  createLearner,
  wordLessons,
  type DescribedPhoto,
  type LearntWords,
} from '../personal/index.ts';
import type { SpawnWorker } from '../workers/types.ts';
import { someOthers } from '../workflows/library-lessons.ts';
import { describedPhotos, type LibraryDescribed } from './headless-statements.ts';
import type { Headless, ScoredFile } from './headless.ts';

export interface WordsInput {
  readonly home: string;
  readonly headless: Headless;
  /** Of a description database; absent: what was said in the library. */
  readonly records: readonly DescriptionRecord[] | undefined;
  /** Files and folders with its photos, beside the library. */
  readonly photos: readonly string[];
  /** Scores files and folders, spaces included. */
  score(paths: readonly string[]): Promise<ReadonlyMap<string, ScoredFile>>;
}

/** What is known of a person's words before anything is learnt. */
export interface KnownWords {
  readonly described: readonly DescribedPhoto[];
  readonly others: readonly PackedSpaces[];
  /** Names of photos that were spoken of and that the model has not looked at. */
  readonly missing: readonly string[];
  /** Sentences that are no word of the person's on photos of their own. */
  readonly leftOut: number;
}

/**
 * The person's checked sentences with their photos. Throws `text-missing` for a model without a text side, and what
 * `describedPhotos` throws.
 */
export async function gatherWords(input: WordsInput): Promise<KnownWords> {
  const { home, headless, photos, score } = input;
  const { entry } = headless.model;
  if (entry.text === undefined) throw new KeepersError('text-missing', { id: entry.id });
  const { records, leftOut } = personsRecords(input.records);
  const library = fromLibrary(home, entry, records);
  const described = [...library.described];
  const others = [...library.others];
  const missing = new Map(library.missing.map((record) => [record.id, record]));
  if (photos.length > 0) {
    for (const [file, { spaces }] of await score(photos)) {
      if (spaces === undefined) continue;
      const stem = path.basename(file, path.extname(file));
      const record = missing.get(stem);
      missing.delete(stem);
      if (record === undefined) others.push(spaces);
      else described.push({ record, spaces });
    }
  }
  return { described, others: someOthers(others), missing: [...missing.keys()], leftOut };
}

/** Learns them in a process of its own. Rejects with `cancelled`, and what `PhraseEncoder.encode` rejects with. */
export async function learnWords(
  { described, others }: KnownWords,
  { headless, spawnWorker }: { readonly headless: Headless; readonly spawnWorker: SpawnWorker },
  signal: AbortSignal,
): Promise<{ readonly learnt: LearntWords; readonly unread: readonly string[] }> {
  const learner = createLearner(spawnWorker);
  try {
    const { lessons, unread } = await wordLessons(described, others, (texts) =>
      headless.encode(texts),
    );
    return { learnt: await learner.learnWords(lessons, signal), unread };
  } finally {
    learner.close();
  }
}

function personsRecords(given: WordsInput['records']): {
  readonly records: DescriptionRecord[] | undefined;
  readonly leftOut: number;
} {
  if (given === undefined) return { records: undefined, leftOut: 0 };
  let leftOut = 0;
  const records = given.flatMap((record): DescriptionRecord[] => {
    const attributes = Object.fromEntries(
      Object.entries(record.attributes).flatMap(([space, all]) => {
        const own = all.filter(({ source, checked }) => source === 'person' && checked);
        leftOut += all.length - own.length;
        return own.length > 0 ? [[space, own]] : [];
      }),
    );
    return Object.keys(attributes).length > 0 ? [{ ...record, attributes }] : [];
  });
  return { records, leftOut };
}

function fromLibrary(
  home: string,
  model: { readonly id: string; readonly version: string },
  records: readonly DescriptionRecord[] | undefined,
): LibraryDescribed {
  try {
    return describedPhotos(home, model, records);
  } catch (thrown) {
    // A database with its photos needs no library.
    const isMissing = thrown instanceof KeepersError && thrown.code === 'catalogue-missing';
    if (!isMissing || records === undefined) throw thrown;
    return { described: [], others: [], missing: records };
  }
}
