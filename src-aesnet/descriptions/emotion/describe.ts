import { EMOTIONS } from '../../../src-shared/attribute.ts';
import { bandOf, rounded } from '../bands.ts';
import { drawSeveral, type Grammar } from '../grammar.ts';
import type { Random } from '../../random.ts';
import type { Description } from '../record.ts';
import type { Source } from '../units.ts';
import {
  DIVIDED_GRAMMAR,
  EXTENTS,
  feelingGrammar,
  mixedGrammar,
  NEUTRAL_EXTENTS,
  NEUTRAL_GRAMMARS,
} from './grammars.ts';
import type { Feeling } from './words.ts';

/** Share of the votes from which a feeling is spoken of; from a quarter on METHOD.md asks a model to know it. */
const FEW = 0.12;
const SOME = 0.25;
const MOST = 0.5;
/** Two feelings of at least this share each are a mixture. */
const MIXED = 0.15;
/** Shares of "neutral" that are spoken of: from the first on, and what ends each of `NEUTRAL_EXTENTS`. */
const HALF_NEUTRAL = 0.4;
const NEUTRAL_EDGES = [0.6, 0.85];
/** At most so many feelings are spoken of one by one. */
const FEELINGS = 2;

/** The sentences that may be said of vote shares in the order of `EMOTIONS`: at least one grammar. */
export function emotionGrammars(shares: readonly number[]): Grammar[] {
  const feelings = EMOTIONS.flatMap((name, at) => {
    const share = shares[at] ?? 0;
    return name === 'neutral' || share < FEW ? [] : [{ name: name as Feeling, share }];
  }).toSorted((a, b) => b.share - a.share);
  const grammars = feelings
    .slice(0, FEELINGS)
    .map(({ name, share }) => feelingGrammar(name, bandOf(share, [SOME, MOST], EXTENTS)));
  const [first, second] = feelings;
  if (first !== undefined && second !== undefined && second.share >= MIXED) {
    grammars.push(mixedGrammar(first.name, second.name));
  }
  const neutral = shares[EMOTIONS.indexOf('neutral')] ?? 0;
  if (neutral >= HALF_NEUTRAL) {
    grammars.push(NEUTRAL_GRAMMARS[bandOf(neutral, NEUTRAL_EDGES, NEUTRAL_EXTENTS)]);
  } else if (feelings.every(({ share }) => share < SOME)) {
    grammars.push(DIVIDED_GRAMMAR);
  }
  return grammars;
}

/** Sentences about what people feel, at least one: `each` of every kind that the shares allow. */
export function describeEmotion(
  shares: readonly number[],
  each: number,
  random: Random,
  source: Extract<Source, 'human' | 'person'> = 'human',
): Description[] {
  const kept = shares.map(rounded);
  return emotionGrammars(shares).flatMap((grammar) =>
    drawSeveral(grammar, each, random).map((text) => ({
      text,
      source,
      checked: source === 'person',
      unit: 'votes',
      shares: kept,
    })),
  );
}
