import { RATED_ATTRIBUTES } from '../../src-shared/attribute.ts';
import { sampleEdit } from '../edits/sample.ts';
import type { Edit } from '../edits/types.ts';
import type { RatingScale } from '../networks/aesnet.ts';
import { Random } from '../random.ts';
import { rounded } from './bands.ts';
import { describeEdit } from './edited/describe.ts';
import { isFault } from './edited/faults.ts';
import { describeEmotion } from './emotion/describe.ts';
import { COLOURLESS } from './measured/color.ts';
import { describeMeasured } from './measured/describe.ts';
import type { Photometry } from './photometry/measure.ts';
import { describeRating, describeResidual } from './rated/describe.ts';
import type { Description, DescriptionRecord } from './record.ts';
import { withStatements, type PersonStatement, type Sentences } from './statements.ts';
import { SPACES, type Space } from './units.ts';

/**
 * How many sentences each statement is put into. Several for what is rated, of which there is one level an attribute; one for a
 * measurement, of which light alone has five.
 */
const EACH = { rating: 3, residual: 2, emotion: 1, measured: 1, edited: 3 } as const;

/** Sets draws for different purposes apart. */
const PURPOSE = { photo: 1, edit: 2, copies: 3 } as const;

/** What people said of a photo, as in `ParaRow`. */
export interface PeopleSaid {
  /** Mean ratings in points, 1–5, in the order of `SCORED`. */
  readonly means: readonly number[];
  /** Vote shares in the order of `EMOTIONS`. */
  readonly emotions: readonly number[];
}

/** All that is known of a photo; what is not known is absent and gets no sentence. */
export interface PhotoFacts {
  readonly id: string;
  readonly people?: PeopleSaid;
  readonly photometry?: Photometry;
  readonly statements?: readonly PersonStatement[];
}

export interface DescribeOptions {
  /** Of the pictures whose ratings are learnt from: what residuals are taken against. */
  readonly scale: RatingScale;
  /** The same seed and facts give the same sentences, whatever other photos there are. */
  readonly seed: number;
}

/** The record of a photo as it is: sentences from people's ratings, what was measured on it, and its owner's word. */
export function describePhoto(facts: PhotoFacts, options: DescribeOptions): DescriptionRecord {
  const { id, people, photometry, statements = [] } = facts;
  const random = randomFor(id, options.seed, PURPOSE.photo);
  const sentences = new Map<Space, Description[]>();
  const add = (space: Space, more: readonly Description[]) =>
    sentences.set(space, [...(sentences.get(space) ?? []), ...more]);
  if (people !== undefined) {
    const colourless = photometry !== undefined && photometry.chroma < COLOURLESS;
    addRated(people, options.scale, colourless, random, add);
    add('emotion', describeEmotion(people.emotions, EACH.emotion, random));
  }
  if (photometry !== undefined) {
    for (const { attribute, sentences: more } of describeMeasured(
      photometry,
      EACH.measured,
      random,
    )) {
      add(attribute, more);
    }
  }
  const overall = people?.means[0];
  return {
    id,
    ...(overall !== undefined && { score: rounded(overall) }),
    attributes: attributesOf(withStatements(sentences, statements, random)),
  };
}

function addRated(
  { means }: PeopleSaid,
  scale: RatingScale,
  colourless: boolean,
  random: Random,
  add: (space: Space, more: readonly Description[]) => void,
): void {
  const overall = means[0] as number;
  for (const [index, attribute] of RATED_ATTRIBUTES.entries()) {
    // People rate the tones of black and white as its colour; words about colours would be untrue.
    if (attribute === 'color' && colourless) continue;
    const rating = means[index + 1] as number;
    const line = scale.attributes[index];
    if (line === undefined) throw new RangeError(`the scale knows nothing of ${attribute}`);
    add(attribute, describeRating(attribute, rating, EACH.rating, random));
    const points = rating - line.intercept - line.slope * overall;
    const residual = { points, deviation: line.residualDeviation, overall };
    add(attribute, describeResidual(attribute, residual, EACH.residual, random));
  }
}

/** The record of a photo of which only its owner's word is known; undefined where no sentence is left of it. */
export function describeStatements(
  id: string,
  statements: readonly PersonStatement[],
  seed: number,
): DescriptionRecord | undefined {
  const random = randomFor(id, seed, PURPOSE.photo);
  const attributes = attributesOf(withStatements(new Map(), statements, random));
  return Object.keys(attributes).length === 0 ? undefined : { id, attributes };
}

/** Edits that are drawn before a photo is left without one: of its kinds few may be a fault in it. */
const MOST_DRAWS = 20;

/** An edit that is a visible fault in this photo, drawn by the kinds' weights; undefined where none was found. */
export function drawFault(id: string, photometry: Photometry, seed: number): Edit | undefined {
  const random = randomFor(id, seed, PURPOSE.edit);
  for (let draws = 0; draws < MOST_DRAWS; draws++) {
    const edit = sampleEdit(random);
    if (isFault(edit.kind, photometry)) return edit;
  }
  return undefined;
}

/**
 * The records of a photo's weakly and strongly edited copies: what the edit is known to do, and nothing else, since nobody has
 * rated the copies.
 */
export function describeCopies(id: string, edit: Edit, seed: number): DescriptionRecord[] {
  const random = randomFor(id, seed, PURPOSE.copies);
  return (['weak', 'strong'] as const).map((copy) => {
    const { attribute, sentences } = describeEdit(edit.kind, edit[copy], EACH.edited, random);
    return {
      id: `${id}-${edit.kind}-${copy}`,
      edit: { of: id, copy, ...edit },
      attributes: { [attribute]: sentences },
    };
  });
}

/** Depends on the id's letters, not on its place among others. */
function randomFor(id: string, seed: number, purpose: number): Random {
  return Random.from(seed, purpose, ...Array.from(id, (letter) => letter.codePointAt(0) ?? 0));
}

function attributesOf(sentences: Sentences): DescriptionRecord['attributes'] {
  return Object.fromEntries(
    SPACES.flatMap((space) => {
      const found = sentences.get(space) ?? [];
      return found.length === 0 ? [] : [[space, [...found]]];
    }),
  );
}
