/** What may be said of a photo: sentences whose level is the model's own, as far as it has shown that it may say it. */
import {
  mayNameEmotion,
  maySayLevel,
  maySayStandsOut,
  type Abilities,
} from '../../../src-shared/ability.ts';
import { EMOTIONS, type Emotion, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Score } from '../../../src-shared/photo.ts';
import { feelingGrammar, NEUTRAL_GRAMMARS } from '../../descriptions/emotion/grammars.ts';
import {
  drawSeveral,
  RATING_GRAMMARS,
  ratingLevel,
  SPACES,
  type Grammar,
  type Space,
} from '../../descriptions/index.ts';
import { FACTS } from '../../descriptions/measured/facts.ts';
import { levelMiddles, RATING_LEVELS } from '../../descriptions/rated/levels.ts';
import { departureOf, residualGrammar, standingOf } from '../../descriptions/rated/residual.ts';
import { Random } from '../../random.ts';
import { isOddBeside, maySpeakOfLevel, overstates } from './bars.ts';
import { isContradicted, type Measured } from './claims.ts';

/** What a sentence speaks of: how good it is, how it stands out, what was measured, or what people feel. */
export type SaidOf = 'level' | 'departure' | 'measured' | 'feeling';

export interface Candidate {
  readonly space: Space;
  readonly of: SaidOf;
  readonly text: string;
  /** 0–1: how clearly the level is so, and how much there is in saying it. */
  readonly agreement: number;
}

/** All that is known of a photo. */
export interface KnownPhoto extends Measured {
  /** The same photo always has the same words. */
  readonly seed: number;
  readonly score: Score;
  /** Of the model that scored it: the usual departure of each attribute, and what it may say. */
  readonly deviations: { readonly [A in RatedAttribute]?: number | undefined };
  readonly abilities: Abilities | undefined;
}

/** Wordings of one statement that are compared with the photo, and those among which they are looked for. */
const WORDINGS = 6;
const DRAWN = 18;
/** A share of the votes that the ability bar is about. */
const FELT = 0.25;
const MOSTLY_FELT = 0.5;
/** Shares of “neutral” from which it is worth saying, and for its stronger words. */
const NEUTRAL_EDGES = [0.6, 0.85] as const;
/** Agreement of what is in the middle of its scale: it is true, and tells little. */
const MIDDLING = 0.6;
/** Agreement of a level that is not at an end, and of the facts at the ends. */
const CLEAR = 0.85;

/** The candidates of every space that may have words, none of them contradicted by a measurement, a level or a bar. */
export function candidatesFor(photo: KnownPhoto): Candidate[] {
  return SPACES.flatMap((space) =>
    (space === 'emotion' ? feelings(photo) : said(space, photo)).flatMap(
      ({ of, grammar, agreement }) =>
        drawSeveral(grammar, DRAWN, randomFor(photo.seed, space, of))
          .filter((text) => !isContradicted(text, photo))
          .filter(
            (text) => of !== 'departure' || space === 'emotion' || !overstates(text, space, photo),
          )
          .slice(0, WORDINGS)
          .map((text) => ({ space, of, text, agreement })),
    ),
  );
}

/** Draws of one photo, for one purpose. */
export function randomFor(seed: number, space: Space, of: SaidOf | 'choice'): Random {
  const purpose = ['level', 'departure', 'measured', 'feeling', 'choice'].indexOf(of);
  return Random.from(seed, SPACES.indexOf(space), purpose);
}

interface Statement {
  readonly of: SaidOf;
  readonly grammar: Grammar;
  readonly agreement: number;
}

function said(space: RatedAttribute, photo: KnownPhoto): Statement[] {
  const ability = photo.abilities?.attributes?.[space];
  const able = { level: maySayLevel(ability), departure: maySayStandsOut(ability) };
  if (!able.level && !able.departure) return [];
  return [
    ...(able.level ? level(space, photo) : []),
    ...(able.departure ? departure(space, photo) : []),
    ...facts(space, photo),
  ];
}

function level(space: RatedAttribute, photo: KnownPhoto): Statement[] {
  const value = photo.score.values[space];
  if (value === undefined || !maySpeakOfLevel(space, photo)) return [];
  const name = ratingLevel(space, value);
  const agreement = { very_low: 1, low: CLEAR, middle: MIDDLING, high: CLEAR, very_high: 1 }[name];
  return [{ of: 'level', grammar: RATING_GRAMMARS[space][name], agreement }];
}

function departure(space: RatedAttribute, { score, deviations }: KnownPhoto): Statement[] {
  const residual = score.residuals?.[space];
  const usual = deviations[space];
  const { aesthetic } = score.values;
  if (residual === undefined || usual === undefined || aesthetic === undefined) return [];
  const name = departureOf(residual / usual);
  if (name === 'usual') return [];
  const grammar = residualGrammar(space, name, standingOf(aesthetic));
  // What stands out is what explains: of two that fit as well, it is said.
  const agreement = name === 'far_above' || name === 'far_below' ? 1.1 : 1;
  return [{ of: 'departure', grammar, agreement }];
}

function facts(space: RatedAttribute, photo: KnownPhoto): Statement[] {
  const { photometry } = photo;
  if (photometry === undefined) return [];
  return FACTS.flatMap(({ attribute, level: levelOf, bands }) => {
    const value = attribute === space ? levelOf(photometry) : undefined;
    const at = value === undefined ? -1 : bands.findIndex(({ below }) => value < below);
    const { grammar, name = '' } = bands[at] ?? {};
    if (grammar === undefined || isOddBeside(name, space, photo)) return [];
    const extreme = at === 0 || at === bands.length - 1;
    return [{ of: 'measured' as const, grammar, agreement: extreme ? CLEAR : MIDDLING }];
  });
}

function feelings({ score, abilities }: KnownPhoto): Statement[] {
  const shares = score.emotion;
  if (shares === undefined) return [];
  return EMOTIONS.flatMap((emotion): Statement[] => {
    const share = shares[emotion] ?? 0;
    if (!mayNameEmotion(abilities?.emotions?.[emotion])) return [];
    if (emotion === 'neutral') {
      if (share < NEUTRAL_EDGES[0]) return [];
      const grammar = NEUTRAL_GRAMMARS[share < NEUTRAL_EDGES[1] ? 'mostly' : 'wholly'];
      return [{ of: 'feeling', grammar, agreement: MIDDLING }];
    }
    if (share < FELT) return [];
    const grammar = feelingGrammar(emotion, share < MOSTLY_FELT ? 'some' : 'most');
    return [{ of: 'feeling', grammar, agreement: share < MOSTLY_FELT ? CLEAR : 1 }];
  });
}

/** One sentence of each level of an attribute, lowest first, and the rating in its middle: to choose a right one from. */
export function levelChoices(
  space: RatedAttribute,
  seed: number,
): { readonly text: string; readonly rating: number }[] {
  const random = randomFor(seed, space, 'level');
  const middles = levelMiddles(space);
  return RATING_LEVELS.map((name, at) => ({
    text: drawSeveral(RATING_GRAMMARS[space][name], 1, random)[0] ?? '',
    rating: Number((middles[at] as number).toFixed(2)),
  }));
}

/** One sentence that says that most people feel this. */
export function feelingChoice(emotion: Emotion, seed: number): string {
  const grammar = emotion === 'neutral' ? NEUTRAL_GRAMMARS.wholly : feelingGrammar(emotion, 'most');
  return drawSeveral(grammar, 1, randomFor(seed, 'emotion', 'level'))[0] ?? '';
}
