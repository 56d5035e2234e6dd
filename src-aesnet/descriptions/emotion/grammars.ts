import { either, say, type Grammar } from '../grammar.ts';
import { FEELING_WORDS, type Feeling } from './words.ts';

/** How many people feel something: less than a quarter, less than half, half or more. */
export const EXTENTS = ['few', 'some', 'most'] as const;
export type Extent = (typeof EXTENTS)[number];

/** One feeling and how many people have it. */
export function feelingGrammar(feeling: Feeling, extent: Extent): Grammar {
  const { noun, verbs, adjectives } = FEELING_WORDS[feeling];
  switch (extent) {
    case 'few':
      return either(
        say`A few people ${verbs}.`,
        say`There is a ${['touch', 'hint']} of ${noun} in it.`,
        say`${['Slightly', 'Faintly']} ${adjectives}.`,
        say`One or two people in ten ${verbs}.`,
      );
    case 'some':
      return either(
        say`Some people ${verbs}.`,
        say`Many of the people, though not half, would speak of ${noun}.`,
        say`The mood is rather ${adjectives}.`,
        say`A rather ${adjectives} ${['picture', 'scene']}.`,
      );
    case 'most':
      return either(
        say`Most people ${verbs}.`,
        say`What most people feel is ${noun}.`,
        say`A thoroughly ${adjectives} ${['picture', 'scene']}.`,
        say`The mood is ${adjectives} through and through.`,
      );
  }
}

/** Two feelings at once. */
export function mixedGrammar(first: Feeling, second: Feeling): Grammar {
  const one = FEELING_WORDS[first];
  const other = FEELING_WORDS[second];
  return either(
    say`Some people ${one.verbs}, others ${other.verbs}.`,
    say`It calls up both ${one.noun} and ${other.noun}.`,
    say`Feelings are mixed: ${one.noun} here, ${other.noun} there.`,
    say`Both ${one.adjectives} and ${other.adjectives}.`,
    say`The mood is somewhere between ${one.noun} and ${other.noun}.`,
  );
}

/** How many people feel nothing in particular. */
export const NEUTRAL_EXTENTS = ['half', 'mostly', 'wholly'] as const;
export type NeutralExtent = (typeof NEUTRAL_EXTENTS)[number];

export const NEUTRAL_GRAMMARS: Readonly<Record<NeutralExtent, Grammar>> = {
  half: either(
    say`About half of the people feel ${['nothing in particular', 'something, the others nothing']}.`,
    say`It moves about ${['half of the people', 'every second person']}.`,
    say`It leaves about ${['half of the people', 'every second person']} ${['unmoved', 'indifferent']}.`,
    say`The mood is ${['faint', 'not strong']}, but it is there.`,
  ),
  mostly: either(
    say`Most people feel ${['nothing in particular', 'neither one thing nor another']}.`,
    say`It leaves most people ${['unmoved', 'indifferent']}.`,
    say`It stirs little ${['feeling', 'emotion']}.`,
    say`A ${['neutral', 'matter-of-fact']} ${['picture', 'scene']} for most people.`,
    say`The mood is neutral on the whole.`,
  ),
  wholly: either(
    say`Nearly everyone is left ${['unmoved', 'indifferent']}.`,
    say`It stirs ${['hardly any', 'next to no']} ${['feeling', 'emotion']}.`,
    say`Hardly anyone feels anything ${['about it', 'on seeing it']}.`,
    say`The mood is entirely ${['neutral', 'matter-of-fact']}.`,
  ),
};

/** No feeling prevails, and not the lack of any either. */
export const DIVIDED_GRAMMAR: Grammar = either(
  say`People ${['disagree about', 'differ in']} what they feel.`,
  say`Feelings about it are ${['divided', 'scattered']}.`,
  say`${['Everyone feels', 'Each person feels']} something else.`,
  say`No one ${['feeling', 'mood']} prevails.`,
  say`A little of many feelings, ${['none of them strong', 'and no clear mood']}.`,
);
