/** A model's answers to pictures with known edits, kept in a file: they take hours, and a run that was stopped goes on. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { TONE_EDITS, type SuggestedEdit } from '../../../src-shared/suggestion.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { EditName } from '../../../src-aesnet/edits/index.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { toneFeatures } from '../../../src-aesnet/suggestions/tone-features.ts';
import { turnFeatures } from '../../../src-aesnet/suggestions/turn-features.ts';
import { askModel, type AskedModel } from './ask-model.ts';
import { knownCopies, type KnownCopy } from './known-copies.ts';

/** What was learnt of one copy. */
export interface KnownAnswer {
  /** Of the picture; its copies are kept together. */
  readonly picture: string;
  readonly kind: EditName | 'none';
  readonly amount: number;
  /** See `toneFeatures`; absent of tilted copies. */
  readonly tones?: readonly number[];
  /** See `turnFeatures`; absent of copies whose tones were changed. */
  readonly turns?: readonly number[];
}

/** A picture to learn from. */
export interface KnownPicture {
  readonly name: string;
  /** Decides about its edits. */
  readonly index: number;
  read(): Promise<Picture>;
}

export interface CollectOptions {
  /** One JSON line a picture; made where it is missing. */
  readonly file: string;
  /** Kinds of edits of each picture. */
  readonly kinds: number;
  readonly signal: AbortSignal;
  onProgress(done: number, count: number): void;
}

const DIGITS = 4;

/** Rejects with `cancelled`, and goes on from there the next time. */
export async function collectAnswers(
  model: AskedModel,
  pictures: readonly KnownPicture[],
  { file, kinds, signal, onProgress }: CollectOptions,
): Promise<KnownAnswer[]> {
  await mkdir(path.dirname(file), { recursive: true });
  const kept = await readKept(file);
  const all: KnownAnswer[] = [];
  for (const [done, picture] of pictures.entries()) {
    if (signal.aborted) throw new KeepersError('cancelled');
    let answers = kept.get(picture.name);
    if (answers === undefined) {
      const copies = await knownCopies(await picture.read(), picture.index, { kinds });
      answers = [];
      for (const copy of copies) answers.push(await answerTo(model, picture.name, copy));
      await appendFile(file, `${JSON.stringify(answers)}\n`);
    }
    all.push(...answers);
    onProgress(done + 1, pictures.length);
  }
  return all;
}

async function answerTo(
  model: AskedModel,
  picture: string,
  { kind, amount, picture: copy }: KnownCopy,
): Promise<KnownAnswer> {
  const tones: readonly SuggestedEdit[] = kind === 'tilt' ? [] : TONE_EDITS;
  const turns: readonly SuggestedEdit[] = kind === 'tilt' || kind === 'none' ? ['straighten'] : [];
  const answers = await askModel(model, copy, [...tones, ...turns]);
  return {
    ...{ picture, kind, amount },
    ...(tones.length > 0 && { tones: rounded(toneFeatures(answers)) }),
    ...(turns.length > 0 && { turns: rounded(turnFeatures(answers.trials, answers.votes)) }),
  };
}

function rounded(values: Float64Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(DIGITS)));
}

/** By picture. A line that was torn is left out. */
async function readKept(file: string): Promise<Map<string, KnownAnswer[]>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return new Map(
    text.split('\n').flatMap((line) => {
      try {
        const answers = JSON.parse(line) as KnownAnswer[];
        return answers[0] === undefined ? [] : [[answers[0].picture, answers] as const];
      } catch {
        return [];
      }
    }),
  );
}
