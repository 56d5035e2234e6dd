/** `keepers finetune --deep` with sentences that a person has checked: what they mean by words. */
import { SCORED_NAMES } from '../../src-shared/attribute.ts';
import { WORD_SPACES } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Headless } from '../engine/headless.ts';
import {
  gatherWords,
  learnWords,
  type KnownWords,
  type WordsInput,
} from '../engine/headless-words.ts';
import type { LearntWords } from '../personal/index.ts';
import { readDescriptions } from '../training/descriptions/index.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, printable, say, showProgress } from './output.ts';

export interface WordsRequest extends Pick<WordsInput, 'headless' | 'photos' | 'score'> {
  /** A description database; absent: what was said in the library. */
  readonly file: string | undefined;
  /** Says what cannot be used. */
  trouble(sentence: string): void;
}

/**
 * The person's checked sentences with their photos; undefined where the library has none, or its model reads no words. Throws
 * `file-missing`, or `text-missing` where sentences were named that the model cannot read.
 */
export async function findWords(request: WordsRequest): Promise<KnownWords | undefined> {
  const { file, trouble } = request;
  const records: NonNullable<WordsInput['records']>[number][] | undefined =
    file === undefined ? undefined : [];
  if (file !== undefined) {
    for await (const record of readDescriptions(file, trouble)) records?.push(record);
  }
  let known: KnownWords;
  try {
    known = await gatherWords({ ...request, home: engineOptions().home, records });
  } catch (thrown) {
    const isUnread = thrown instanceof KeepersError && thrown.code === 'text-missing';
    if (!isUnread || file !== undefined) throw thrown;
    return undefined;
  }
  const { described, missing, leftOut } = known;
  if (leftOut > 0) {
    say(`${leftOut} sentences are left out: no person has checked them on photos of their own.`);
  }
  for (const name of missing) {
    trouble(
      file === undefined
        ? `“${name}” was not scored by this model yet: what you said of it is left out.`
        : `No photo “${name}” was found: add its folder to the library, or name it with --photos.`,
    );
  }
  return file === undefined && described.length === 0 ? undefined : known;
}

/** Learns words and says what came of it; undefined where nothing was said of any photo. Throws `cancelled`. */
export async function finetuneWords(
  known: KnownWords,
  headless: Headless,
  signal: AbortSignal,
): Promise<LearntWords | undefined> {
  if (known.described.length === 0) {
    say('There are no checked sentences about photos that were found: no words are learnt.');
    return undefined;
  }
  const start = performance.now();
  showProgress('Learning your words');
  try {
    const { spawnWorker } = engineOptions();
    const { learnt, unread } = await learnWords(known, { headless, spawnWorker }, signal);
    clearProgress();
    for (const text of unread) say(`“${printable(text)}” has no word that the model knows.`);
    for (const sentence of outcome(learnt)) say(sentence);
    say(`Learning words took ${((performance.now() - start) / 1000).toFixed(1)} s.`);
    return learnt;
  } finally {
    clearProgress();
  }
}

function outcome(learnt: LearntWords): string[] {
  return WORD_SPACES.flatMap((space) => {
    const one = learnt[space];
    if (one === undefined) return [];
    const { photos, gain, departure } = one;
    const name = space === 'emotion' ? 'Mood' : SCORED_NAMES[space];
    const of = `${name}, ${photos} ${photos === 1 ? 'photo' : 'photos'}`;
    if (gain === undefined) return [`${of}: too few to try what was learnt on others.`];
    const signed = `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(3)} nats a photo`;
    return [
      departure === undefined
        ? `${of}: what you said of some does not foretell the others (${signed}); words stay as they are.`
        : `${of}: your words are learnt, and foretell those of held-out photos better (${signed}).`,
    ];
  });
}
