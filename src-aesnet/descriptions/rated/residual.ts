/** What stands out in a photo: better or worse than its overall rating lets one expect. Nothing here speaks of the level. */
import type { RatedAttribute } from '../../../src-shared/attribute.ts';
import { bandOf } from '../bands.ts';
import { either, say, type Grammar } from '../grammar.ts';

export const DEPARTURES = ['far_below', 'below', 'usual', 'above', 'far_above'] as const;
export type Departure = (typeof DEPARTURES)[number];
/** A departure that there are words for: what is as usual does not stand out. */
export type StandsOut = Exclude<Departure, 'usual'>;

/** In SDs of the residual: about every fifth picture departs by 0.8 or more to one side, every twentieth by 1.6. */
export const DEPARTURE_EDGES = [-1.6, -0.8, 0.8, 1.6] as const;

/** How good the photo is on the whole: what is said of its best part depends on that. */
export const STANDINGS = ['weak', 'ordinary', 'strong'] as const;
export type Standing = (typeof STANDINGS)[number];
/** In points of the overall rating: the lowest and the highest fifth of the training pictures. */
export const STANDING_EDGES = [2.81, 3.59] as const;

export function departureOf(residualInDeviations: number): Departure {
  return bandOf(residualInDeviations, DEPARTURE_EDGES, DEPARTURES);
}

export function standingOf(overall: number): Standing {
  return bandOf(overall, STANDING_EDGES, STANDINGS);
}

interface Words {
  /** What follows "the" and "its". */
  readonly name: readonly string[];
  /** What follows "with better". */
  readonly better: string;
  readonly farAbove: Grammar;
  readonly above: Grammar;
  readonly below: Grammar;
  readonly farBelow: Grammar;
}

const WORDS: Readonly<Record<RatedAttribute, Words>> = {
  technical_quality: {
    name: ['technical quality', 'technique'],
    better: 'technique',
    farAbove: 'It is far better made than conceived.',
    above: 'The craft is a little better than the idea.',
    below: 'The idea is a little better than the craft.',
    farBelow: 'The idea is far better than the way it was carried out.',
  },
  composition: {
    name: ['composition', 'framing'],
    better: 'framing',
    farAbove: 'More than anything, it is the way it is framed that makes one look.',
    above: 'What helps it most is the way it is framed.',
    below: 'What hurts it a little is the way it is framed.',
    farBelow: 'More than anything, it is the way it is framed that goes wrong.',
  },
  color: {
    name: ['colour', 'palette'],
    better: 'colour',
    farAbove: 'It lives by its colours.',
    above: 'Its colours please more than anything else in it.',
    below: 'Its colours please less than anything else in it.',
    farBelow: 'It is spoilt by its colours more than by anything else.',
  },
  depth_of_field: {
    name: ['depth of field', 'use of focus'],
    better: 'focus',
    farAbove: 'It lives by the way the subject stands out.',
    above: 'What helps it most is the way the subject stands out.',
    below: 'The subject stands out less than it could.',
    farBelow: 'More than anything, it fails to set the subject apart.',
  },
  light: {
    name: ['light', 'lighting'],
    better: 'light',
    farAbove: 'It lives by its light.',
    above: 'The light does more for it than anything else.',
    below: 'The light does less for it than anything else.',
    farBelow: 'More than anything, it is the light that fails.',
  },
  content: {
    name: ['subject', 'content'],
    better: 'content',
    farAbove: 'It lives by what it shows, not by how it is shown.',
    above: 'What it shows is a little better than how it is shown.',
    below: 'How it is shown is a little better than what it shows.',
    farBelow: 'The photography is far better than what it shows.',
  },
};

/** What stands out, for a photo of this standing. */
export function residualGrammar(
  attribute: RatedAttribute,
  departure: StandsOut,
  standing: Standing,
): Grammar {
  const { name, better, ...own } = WORDS[attribute];
  const rest = ['the rest', 'the rest of the picture'];
  const whole = ['picture', 'photo'];
  switch (departure) {
    case 'far_above': {
      const ofStanding = {
        weak: say`In an otherwise weak picture, the ${name} ${['is the best part', 'stands out']}.`,
        ordinary: say`An otherwise ordinary picture is lifted by its ${name}.`,
        strong: say`Even among so much that is good, the ${name} stands out.`,
      };
      return either(
        say`The ${name} is by far the best part of this ${whole}.`,
        say`The ${name} stands out: it is ${['far', 'much']} better than ${rest}.`,
        own.farAbove,
        ofStanding[standing],
      );
    }
    case 'above': {
      const ofStanding = {
        weak: say`In a rather weak picture, the ${name} is one of the better parts.`,
        ordinary: say`An ordinary picture whose ${name} is a little better than the rest.`,
        strong: say`A strong picture, and the ${name} is among its best parts.`,
      };
      return either(
        say`The ${name} is ${['a step above', 'somewhat better than']} ${rest}.`,
        say`If one part is better than the others, it is the ${name}.`,
        say`The ${name} is one of the better things about this ${whole}.`,
        own.above,
        ofStanding[standing],
      );
    }
    case 'below': {
      const ofStanding = {
        weak: say`A weak picture, and the ${name} does not help it.`,
        ordinary: say`An ordinary picture whose ${name} is a little weaker than the rest.`,
        strong: say`A strong picture, though the ${name} does not quite keep up.`,
      };
      return either(
        say`The ${name} is ${['a step below', 'somewhat weaker than']} ${rest}.`,
        say`If one part is weaker than the others, it is the ${name}.`,
        say`With better ${better} this would be a better ${whole}.`,
        own.below,
        ofStanding[standing],
      );
    }
    case 'far_below': {
      const ofStanding = {
        weak: say`Of all its weak points, the ${name} is the worst.`,
        ordinary: say`An otherwise decent picture is let down by its ${name}.`,
        strong: say`A strong picture, held back by its ${name}.`,
      };
      return either(
        say`The ${name} is by far the weakest part of this ${whole}.`,
        say`The ${name} ${['falls far behind', 'is much worse than']} ${rest}.`,
        own.farBelow,
        ofStanding[standing],
      );
    }
  }
}
