/** What a person's checked sentences teach: a lesson for each attribute space that they speak of. */
import {
  SPACES,
  type DescriptionRecord,
  type Space,
} from '../../../src-aesnet/descriptions/index.ts';
import type { SpaceLesson } from '../../../src-aesnet/personal/fit-space.ts';
import {
  choicesOf,
  isChoiceWording,
  otherSentences,
  targetsOfFeelings,
  targetsOfRating,
  unpackSpaces,
  type Choice,
  type PackedSpaces,
} from '../../../src-aesnet/retrieval/index.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { PhraseEncoder } from '../../inference/types.ts';

/** A photo with what the person says of it. */
export interface DescribedPhoto {
  readonly record: DescriptionRecord;
  readonly spaces: PackedSpaces;
}

export interface WordLessons {
  readonly lessons: ReadonlyMap<Space, SpaceLesson>;
  /** Sentences of theirs that the text side cannot read. */
  readonly unread: readonly string[];
}

type Encode = Pick<PhraseEncoder, 'encode'>['encode'];

/**
 * Of all that is said of photos, what the person says themselves: other sources and units are never compared with theirs. `others`
 * are photos that nothing is said of. Rejects with what `encode` rejects with.
 */
export async function wordLessons(
  described: readonly DescribedPhoto[],
  others: readonly PackedSpaces[],
  encode: Encode,
): Promise<WordLessons> {
  const lessons = new Map<Space, SpaceLesson>();
  const unread: string[] = [];
  const rest = others.map(unpackSpaces);
  for (const space of SPACES) {
    const about = described.flatMap(({ record, spaces }) => {
      const said = (record.attributes[space] ?? []).filter(({ source }) => source === 'person');
      return said.length === 0 ? [] : [{ said, vector: inSpace(unpackSpaces(spaces), space) }];
    });
    if (about.length === 0) continue;
    const choices = choicesOf(space);
    const own = new Map<string, number[]>();
    for (const [at, { said }] of about.entries()) {
      for (const { text, unit } of said) {
        if (unit !== 'none' && isChoiceWording(space, text)) continue;
        own.set(text, [...(own.get(text) ?? []), at]);
      }
    }
    const vectorsOf = async (texts: readonly string[]) =>
      (await encode(texts)).map(({ embeddings }) => inSpace(embeddings, space));
    const ownVectors = [];
    for (const [text, photos] of own) {
      try {
        for (const vector of await vectorsOf([text])) ownVectors.push({ vector, photos });
      } catch (thrown) {
        if (!(thrown instanceof KeepersError) || !thrown.code.startsWith('phrase-')) throw thrown;
        unread.push(text);
      }
    }
    const vectors = await choiceVectors(space, choices, encode);
    lessons.set(space, {
      size: about[0]?.vector.length ?? 0,
      choices: joined(vectors),
      photos: joined(about.map(({ vector }) => vector)),
      targets: about.map(({ said }) => targetOf(said, choices)),
      own: ownVectors,
      others: joined(rest.map((embeddings) => inSpace(embeddings, space))),
      sentences: joined([...(await vectorsOf(otherSentences(space))), ...vectors]),
    });
  }
  return { lessons, unread };
}

/** One vector a choice: the mean of its wordings’. */
export async function choiceVectors(
  space: Space,
  choices: readonly Choice[],
  encode: Encode,
): Promise<Float32Array[]> {
  const encoded = await encode(choices.flatMap(({ texts }) => texts));
  let first = 0;
  return choices.map(({ texts }) => {
    const vectors = encoded.slice(first, (first += texts.length));
    const all = vectors.map(({ embeddings }) => inSpace(embeddings, space));
    const mean = new Float32Array(all[0]?.length ?? 0);
    for (const vector of all) {
      for (const [at, value] of vector.entries()) {
        mean[at] = (mean[at] as number) + value / all.length;
      }
    }
    return mean;
  });
}

type Said = NonNullable<DescriptionRecord['attributes'][Space]>;

/** The last word counts; undefined where nothing on the scale was said. */
function targetOf(said: Said, choices: readonly Choice[]): number[] | undefined {
  const last = said.findLast(({ unit }) => unit === 'rating' || unit === 'votes');
  if (last === undefined) return undefined;
  if (last.unit === 'votes') return targetsOfFeelings(last.shares);
  return last.unit === 'none' ? undefined : targetsOfRating(choices, last.level);
}

function inSpace(embeddings: Float32Array, space: Space): Float32Array {
  const size = embeddings.length / SPACES.length;
  const from = SPACES.indexOf(space) * size;
  return embeddings.slice(from, from + size);
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  const size = vectors[0]?.length ?? 0;
  const all = new Float32Array(size * vectors.length);
  for (const [at, vector] of vectors.entries()) all.set(vector, at * size);
  return all;
}
