/** What a person means by words, as a profile keeps it: half floats in base64, 44 kB a space. */
import * as v from 'valibot';
import { SPACES, type Space } from '../../../src-aesnet/descriptions/index.ts';
import { fromHalves, halves } from '../../../src-aesnet/graph/half.ts';
import { SPACE_WIDTH } from '../../../src-aesnet/networks/attribute-spaces.ts';
import type { LearntWords } from './learn-words.ts';

const LENGTH = 4 * Math.ceil((2 * SPACE_WIDTH ** 2) / 3);

const SpaceWordsSchema = v.object({
  photos: v.pipe(v.number(), v.integer(), v.minValue(0)),
  gain: v.optional(v.number()),
  lower: v.optional(v.number()),
  departure: v.optional(
    v.pipe(
      v.string(),
      v.base64(),
      v.check(
        (text) => text.length === LENGTH && decoded(text).every(Number.isFinite),
        'the words in it do not fit the model, or are damaged',
      ),
    ),
  ),
});

export const WordsSchema = v.strictObject(
  Object.fromEntries(SPACES.map((space) => [space, v.optional(SpaceWordsSchema)])) as {
    [S in Space]: v.OptionalSchema<typeof SpaceWordsSchema, undefined>;
  },
);
export type WordsJson = v.InferOutput<typeof WordsSchema>;

export function wordsJson(words: LearntWords): WordsJson {
  return Object.fromEntries(
    Object.entries(words).map(([space, { departure, ...rest }]) => [
      space,
      {
        ...rest,
        ...(departure !== undefined && {
          departure: Buffer.from(halves(departure).buffer).toString('base64'),
        }),
      },
    ]),
  );
}

/** The departures of the spaces in which what was learnt holds, [size, size] each. */
export function departuresOf(words: WordsJson | undefined): Map<Space, Float32Array> {
  return new Map(
    SPACES.flatMap((space) => {
      const departure = words?.[space]?.departure;
      return departure === undefined ? [] : [[space, decoded(departure)] as const];
    }),
  );
}

function decoded(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return fromHalves(new Uint16Array(bytes.buffer));
}
