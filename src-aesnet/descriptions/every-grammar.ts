import { RATED_ATTRIBUTES } from '../../src-shared/attribute.ts';
import { EDIT_KINDS } from '../edits/kinds.ts';
import { EDIT_NAMES } from '../edits/types.ts';
import { EDITED_GRAMMARS } from './edited/describe.ts';
import { PLAIN_EDITS } from './edited/plain.ts';
import { EDIT_STRENGTHS } from './edited/scales.ts';
import {
  DIVIDED_GRAMMAR,
  EXTENTS,
  feelingGrammar,
  mixedGrammar,
  NEUTRAL_EXTENTS,
  NEUTRAL_GRAMMARS,
} from './emotion/grammars.ts';
import { FEELING_WORDS, type Feeling } from './emotion/words.ts';
import type { Grammar } from './grammar.ts';
import { FACTS } from './measured/facts.ts';
import { RATING_GRAMMARS } from './rated/index.ts';
import { RATING_LEVELS } from './rated/levels.ts';
import { DEPARTURES, residualGrammar, STANDINGS } from './rated/residual.ts';
import type { Source, Space } from './units.ts';

/** Everything that can be said of one level of one attribute from one source. */
export interface NamedGrammar {
  readonly space: Space;
  readonly source: Source;
  /** The level in words, such as `rating very_low` or `darker strong`. */
  readonly level: string;
  readonly grammar: Grammar;
}

/**
 * Every grammar there is: for tests, and for a vocabulary of all words that template descriptions can have, whatever pictures
 * a database was built from.
 */
export function everyGrammar(): NamedGrammar[] {
  return [...rated(), ...emotional(), ...measured(), ...edited()];
}

function rated(): NamedGrammar[] {
  return RATED_ATTRIBUTES.flatMap((space) => [
    ...RATING_LEVELS.map((level) => ({
      space,
      source: 'human' as const,
      level: `rating ${level}`,
      grammar: RATING_GRAMMARS[space][level],
    })),
    ...DEPARTURES.flatMap((departure) =>
      departure === 'usual'
        ? []
        : STANDINGS.map((standing) => ({
            space,
            source: 'human' as const,
            level: `residual ${departure}, picture ${standing}`,
            grammar: residualGrammar(space, departure, standing),
          })),
    ),
  ]);
}

function emotional(): NamedGrammar[] {
  const feelings = Object.keys(FEELING_WORDS) as Feeling[];
  const named = (level: string, grammar: Grammar): NamedGrammar => ({
    space: 'emotion',
    source: 'human',
    level,
    grammar,
  });
  return [
    ...feelings.flatMap((feeling) =>
      EXTENTS.map((extent) => named(`${feeling} ${extent}`, feelingGrammar(feeling, extent))),
    ),
    ...feelings.flatMap((first) =>
      feelings
        .filter((second) => second !== first)
        .map((second) => named(`${first} and ${second}`, mixedGrammar(first, second))),
    ),
    ...NEUTRAL_EXTENTS.map((extent) => named(`neutral ${extent}`, NEUTRAL_GRAMMARS[extent])),
    named('divided', DIVIDED_GRAMMAR),
  ];
}

function measured(): NamedGrammar[] {
  return FACTS.flatMap(({ attribute, unit, bands }) =>
    bands.flatMap(({ name, grammar }) =>
      grammar === undefined
        ? []
        : [{ space: attribute, source: 'measured' as const, level: `${unit}: ${name}`, grammar }],
    ),
  );
}

function edited(): NamedGrammar[] {
  return EDIT_NAMES.flatMap((kind) => {
    const named = (level: string, grammar: Grammar): NamedGrammar => ({
      ...{
        space: EDIT_KINDS[kind].attribute,
        source: 'edited',
        level: `${kind} ${level}`,
        grammar,
      },
    });
    return [
      ...EDIT_STRENGTHS.map((strength) => named(strength, EDITED_GRAMMARS[kind][strength])),
      named('plain', PLAIN_EDITS[kind]),
    ];
  });
}
