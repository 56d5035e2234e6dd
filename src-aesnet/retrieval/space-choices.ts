/** What can be said on one scale in an attribute's space: of a rating its levels, of a feeling which one it is. */
import { EMOTIONS, type Emotion } from '../../src-shared/attribute.ts';
import {
  everyGrammar,
  drawSeveral,
  RATING_GRAMMARS,
  RATING_LEVELS,
  wordingsOf,
  type Grammar,
  type Space,
} from '../descriptions/index.ts';
import { feelingGrammar, NEUTRAL_GRAMMARS } from '../descriptions/emotion/grammars.ts';
import { levelMiddles } from '../descriptions/rated/levels.ts';
import { Random } from '../random.ts';

/** One choice in several wordings, whose vectors' mean stands for it. */
export interface Choice {
  readonly texts: readonly string[];
  /** The rating in the middle of a level, points; absent of feelings. */
  readonly rating?: number;
  readonly emotion?: Emotion;
}

/** Wordings that stand for a choice, and for each of the other things that are said. */
const WORDINGS = 12;
const OTHER_WORDINGS = 2;
/**
 * σ of the soft targets: in points of a rating, with which they are as undecided as the shares that a model's own level gets
 * (benchmarks/learnt-words.ts prints both), and in Hellinger's distance of feelings.
 */
const SIGMA = 0.3;
const FEELING_SIGMA = 0.4;

/** The choices of a space, levels from the lowest to the highest; the same every time. */
export function choicesOf(space: Space): Choice[] {
  if (space === 'emotion') {
    return EMOTIONS.map((emotion) => ({ emotion, texts: drawn(feelingOf(emotion), WORDINGS) }));
  }
  const middles = levelMiddles(space);
  return RATING_LEVELS.map((level, at) => ({
    texts: drawn(RATING_GRAMMARS[space][level], WORDINGS),
    rating: middles[at] as number,
  }));
}

/** Sentences of a space that say something else. */
export function otherSentences(space: Space): string[] {
  return everyGrammar().flatMap((named) =>
    named.space === space ? drawn(named.grammar, OTHER_WORDINGS) : [],
  );
}

/** Whether a sentence is one of the templates for a choice, whose level or feeling says all that is in it. */
export function isChoiceWording(space: Space, text: string): boolean {
  const grammars =
    space === 'emotion'
      ? EMOTIONS.map(feelingOf)
      : RATING_LEVELS.map((level) => RATING_GRAMMARS[space][level]);
  return grammars.some((grammar) => new Set(wordingsOf(grammar)).has(text));
}

/** How far each level is meant by a rating: shares that sum up to 1. */
export function targetsOfRating(choices: readonly Choice[], rating: number): number[] {
  return shares(choices.map((choice) => near((rating - (choice.rating ?? 0)) / SIGMA)));
}

/** How far each feeling is meant by shares of votes, in the order of `EMOTIONS`. */
export function targetsOfFeelings(votes: readonly number[]): number[] {
  return shares(
    EMOTIONS.map((_, at) => {
      // Hellinger's distance to all votes for this one.
      const distance = Math.sqrt(Math.max(0, 1 - Math.sqrt(votes[at] ?? 0)));
      return near(distance / FEELING_SIGMA);
    }),
  );
}

function feelingOf(emotion: Emotion): Grammar {
  return emotion === 'neutral' ? NEUTRAL_GRAMMARS.wholly : feelingGrammar(emotion, 'most');
}

function drawn(grammar: Grammar, count: number): string[] {
  return drawSeveral(grammar, count, Random.from(1));
}

function near(distance: number): number {
  return Math.exp(-(distance ** 2) / 2);
}

function shares(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
