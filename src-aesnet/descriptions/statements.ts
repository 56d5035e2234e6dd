import { EMOTIONS, type Emotion, type RatedAttribute } from '../../src-shared/attribute.ts';
import { describeEmotion } from './emotion/describe.ts';
import { describeRating } from './rated/describe.ts';
import type { Random } from '../random.ts';
import type { Description } from './record.ts';
import type { Space } from './units.ts';

/** What the person whose picture it is says of it in the app: the human feedback of the method. */
export type PersonStatement =
  /** A sentence that was shown is right. */
  | { readonly kind: 'confirms'; readonly space: Space; readonly text: string }
  /** A sentence that was shown is wrong. */
  | { readonly kind: 'rejects'; readonly space: Space; readonly text: string }
  /** Their own rating in points, 1–5. */
  | { readonly kind: 'rates'; readonly space: RatedAttribute; readonly rating: number }
  /** What they feel themselves. */
  | { readonly kind: 'feels'; readonly space: 'emotion'; readonly emotion: Emotion }
  /** Their own words. */
  | { readonly kind: 'writes'; readonly space: Space; readonly text: string };

/** Sentences by what they are about. */
export type Sentences = ReadonlyMap<Space, readonly Description[]>;

/** How many sentences a person's own rating or feeling is put into. */
const SENTENCES = 2;

/**
 * Takes the person's statements into account, in their order, the last word counting: a confirmed sentence is marked as checked,
 * a rejected one is taken out, and what they say themselves is added with `person` for its source. A confirmed sentence that
 * the picture did not have, such as one found for it by the model, is added without a level: nobody has given one.
 */
export function withStatements(
  sentences: Sentences,
  statements: readonly PersonStatement[],
  random: Random,
): Sentences {
  const result = new Map(sentences);
  for (const statement of statements) {
    const before = result.get(statement.space) ?? [];
    result.set(statement.space, apply(before, statement, random));
  }
  return result;
}

function apply(
  before: readonly Description[],
  statement: PersonStatement,
  random: Random,
): readonly Description[] {
  switch (statement.kind) {
    case 'confirms': {
      const has = before.some(({ text }) => text === statement.text);
      if (!has) return [...before, ownWords(statement.text)];
      return before.map((one) => (one.text === statement.text ? { ...one, checked: true } : one));
    }
    case 'rejects':
      return before.filter(({ text }) => text !== statement.text);
    case 'rates': {
      const { space, rating } = statement;
      const kept = before.filter(({ source, unit }) => source !== 'person' || unit !== 'rating');
      return [...kept, ...describeRating(space, rating, SENTENCES, random, 'person')];
    }
    case 'feels': {
      const shares = EMOTIONS.map((emotion) => (emotion === statement.emotion ? 1 : 0));
      const kept = before.filter(({ source, unit }) => source !== 'person' || unit !== 'votes');
      return [...kept, ...describeEmotion(shares, SENTENCES, random, 'person')];
    }
    case 'writes':
      return [...before, ownWords(statement.text)];
  }
}

function ownWords(text: string): Description {
  return { text, source: 'person', checked: true, unit: 'none' };
}
