/** The part of the contract about words: photos that a phrase finds. */
import * as v from 'valibot';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES, SCORE_MAX, SCORE_MIN } from '../attribute.ts';
import { ErrorInfoSchema } from '../photo.ts';
import { count, id, nothing, request } from './values.ts';

/** What words can be about: the rated attributes, and what people feel. */
export const WORD_SPACES = [...RATED_ATTRIBUTES, 'emotion'] as const;
export type WordSpace = (typeof WORD_SPACES)[number];

/** Most characters of a phrase. */
export const LONGEST_PHRASE = 300;

/** How photos should look, in words, and what is made of the answer. */
export const WordsSchema = v.object({
  phrase: v.pipe(v.string(), v.maxLength(LONGEST_PHRASE)),
  /** All that match the filter, or those of them that fit the words clearly better than the usual photo does. */
  show: v.picklist(['all', 'fitting']),
  /** Whether the order is by how well they fit; else it is the one that was asked for. */
  ranked: v.boolean(),
});
export type Words = v.InferOutput<typeof WordsSchema>;

/** What became of the words; of the photos, those that match the filter are counted. */
export const WordsFoundSchema = v.object({
  /** Whether there was anything in them to compare photos with; where not, photos stand in their order without them. */
  understood: v.boolean(),
  /** Photos that fit clearly better than the usual one. */
  fitting: count,
  /** Photos that the model in use has not looked at yet: they come last. */
  uncompared: count,
  /** Words that the model knows nothing of. */
  unknown: v.array(v.string()),
  /** Words that were taken for others. */
  readAs: v.array(v.object({ word: v.string(), as: v.string() })),
  /** The end of a phrase that is too long to be read to it; else empty. */
  beyond: v.string(),
  /** What the words are about: attributes, and kinds of scene. */
  spaces: v.array(v.picklist(WORD_SPACES)),
  scenes: v.array(v.picklist(SCENES)),
  /** Words that go by what is measured of the photos, as they stand in the phrase. */
  measured: v.array(v.string()),
  /** Why words cannot be read at all. */
  error: v.optional(ErrorInfoSchema),
});
export type WordsFound = v.InferOutput<typeof WordsFoundSchema>;

/** Most characters of a sentence of one’s own. */
export const LONGEST_SENTENCE = 300;

const space = v.picklist(WORD_SPACES);
const sentence = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(LONGEST_SENTENCE));

/** What the person says of one attribute of a photo: the human feedback of the method. */
export const StatementSchema = v.variant('kind', [
  /** A sentence that was shown is right, or is wrong. */
  v.object({ kind: v.literal('confirms'), space, text: sentence }),
  v.object({ kind: v.literal('rejects'), space, text: sentence }),
  /** Their own rating, in points. */
  v.object({
    kind: v.literal('rates'),
    space: v.picklist(RATED_ATTRIBUTES),
    rating: v.pipe(v.number(), v.minValue(SCORE_MIN), v.maxValue(SCORE_MAX)),
  }),
  /** What they feel themselves. */
  v.object({
    kind: v.literal('feels'),
    space: v.literal('emotion'),
    emotion: v.picklist(EMOTIONS),
  }),
  /** Their own words. */
  v.object({ kind: v.literal('writes'), space, text: sentence }),
]);
export type Statement = v.InferOutput<typeof StatementSchema>;

export const SaidSchema = v.object({
  statements: v.pipe(v.array(StatementSchema), v.minLength(1), v.maxLength(8)),
  /** The sentence to show from now on; absent where the one that was shown is wrong and none took its place. */
  shows: v.optional(sentence),
});
export type Said = v.InferOutput<typeof SaidSchema>;

/** One sentence about one attribute of a photo. */
export const SentenceSchema = v.object({
  space,
  /** What it speaks of: how good it is, how it stands out, what was measured, or what people feel. */
  of: v.picklist(['level', 'departure', 'measured', 'feeling']),
  text: v.string(),
  /** Whether it says something else than the model would, because it has learnt from what the person said of others. */
  learnt: v.optional(v.boolean()),
  /** What the person says of it. */
  said: v.optional(SaidSchema),
});
export type Sentence = v.InferOutput<typeof SentenceSchema>;

export const WORD_REQUESTS = {
  /** Gets words ready before the first is typed, and says how many photos can be compared with them, or why none can. */
  'words.prepare': request(
    nothing,
    v.object({ photos: count, error: v.optional(ErrorInfoSchema) }),
  ),
  /** What can be said of a photo in words: of the attributes that its model may speak of, and all of it in one line. */
  'sentences.of': request(
    v.object({ id }),
    v.object({ sentences: v.array(SentenceSchema), summary: v.optional(v.string()) }),
  ),
  /** That one line alone, which costs next to nothing. */
  'sentences.summary': request(v.object({ id }), v.object({ summary: v.optional(v.string()) })),
  /** Sentences to choose a right one from, one of each level, lowest first, or of each feeling; and what each states. */
  'sentences.choices': request(
    v.object({ id, space }),
    v.array(v.object({ text: v.string(), statement: StatementSchema })),
  ),
  /** What the person says of an attribute of a photo; absent, they take it back. A step of the decision log. */
  'sentences.say': request(
    v.object({ id, space, said: v.optional(SaidSchema) }),
    v.object({ summary: v.string(), ids: v.array(id) }),
  ),
} as const;
