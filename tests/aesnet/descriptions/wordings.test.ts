/** Everything that can be said, read as a whole. */
import { describe, expect, it } from 'vitest';
import {
  everyGrammar,
  SPACES,
  wordingsOf,
  type NamedGrammar,
} from '../../../src-aesnet/descriptions/index.ts';
import { EDIT_NAMES } from '../../../src-aesnet/edits/index.ts';
import { RATING_LEVELS } from '../../../src-aesnet/descriptions/rated/levels.ts';
import { RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';

const grammars = everyGrammar().map((named) => ({ ...named, wordings: wordingsOf(named.grammar) }));
const sentences = grammars.flatMap(({ wordings }) => wordings);

/** Two people's feelings may be told in the one order or in the other; and what stands out may be told for any standing. */
function meaningOf({ space, source, level }: NamedGrammar): string {
  const [plain = level] = level.split(', picture ');
  const pair = plain.split(' and ').sort().join(' and ');
  return `${space}, ${source}: ${space === 'emotion' ? pair : plain}`;
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+(?:-[a-z]+)*/g) ?? [];
}

describe('template descriptions', () => {
  it('speak of every space, every level of a rating and every edit at both strengths and plainly', () => {
    const levels = new Set(grammars.map(({ space, level }) => `${space} ${level}`));
    for (const attribute of RATED_ATTRIBUTES) {
      for (const level of RATING_LEVELS) expect(levels).toContain(`${attribute} rating ${level}`);
      for (const departure of ['far_below', 'below', 'above', 'far_above']) {
        expect(levels).toContain(`${attribute} residual ${departure}, picture ordinary`);
      }
    }
    for (const kind of EDIT_NAMES) {
      for (const strength of ['weak', 'strong', 'plain']) {
        expect(grammars.filter(({ level }) => level === `${kind} ${strength}`)).toHaveLength(1);
      }
    }
    expect(new Set(grammars.map(({ space }) => space))).toEqual(new Set(SPACES));
  });

  it.each(grammars.map(({ space, source, level, wordings }) => [space, source, level, wordings]))(
    'about %s, %s, %s have at least 8 wordings in at least 2 structures',
    (_space, _source, _level, wordings) => {
      expect(new Set(wordings).size).toBe(wordings.length);
      expect(wordings.length).toBeGreaterThanOrEqual(8);
      // Of different lengths or different openings: no synonyms of one adjective.
      expect(new Set(wordings.map((text) => words(text).length)).size).toBeGreaterThan(1);
      expect(new Set(wordings.map((text) => words(text).at(0))).size).toBeGreaterThan(1);
    },
  );

  it('are whole sentences, without what a slot may leave behind', () => {
    for (const text of sentences) {
      expect(text).toMatch(/^[A-Z][^.]*[A-Za-z]\.$/);
      expect(text).not.toMatch(/ {2}| [,.:;]|[,:;][,.:;]|[,:;]\S|[[\]{}<>$_]|undefined|object/);
      expect(words(text).length).toBeLessThanOrEqual(24);
    }
  });

  it('have the right article before each word, and no word twice in a row', () => {
    for (const text of sentences) {
      // "one" and "us" sound as consonants, "hour" as a vowel.
      expect(text).not.toMatch(
        /\ba (?!one\b|use\b|uniform)[aeiou]|\ban (?!hour)[^aeiou]|\ba hour/i,
      );
      expect(text).not.toMatch(/\b(\w+) \1\b/i);
    }
  });

  it('are spelt as in Britain, and call no color, gray or center', () => {
    for (const text of sentences) {
      expect(text).not.toMatch(/\bcolor|\bgray|\bcenter|\bfavor|\brecogniz/i);
    }
  });

  it('mean one thing each: no sentence belongs to two levels, attributes or sources', () => {
    const meanings = new Map<string, string>();
    for (const named of grammars) {
      for (const text of named.wordings) {
        const before = meanings.get(text);
        const meaning = meaningOf(named);
        expect(before ?? meaning, text).toBe(meaning);
        meanings.set(text, meaning);
      }
    }
    expect(meanings.size).toBeGreaterThan(2000);
  });

  it('call nothing a fault that was only measured, and nothing a cast but an edit', () => {
    for (const { source, wordings } of grammars) {
      for (const text of wordings) {
        if (source === 'measured') {
          expect(text).not.toMatch(/\btoo\b|\bbad|\bpoor|\bfault|\bover-?exposed|\bunderexposed/i);
        }
        if (source !== 'edited') expect(text).not.toMatch(/\bcast\b|white balance/i);
      }
    }
  });

  it('tell a warm evening from a warm cast', () => {
    const of = (level: string) =>
      grammars.filter((named) => named.level === level).flatMap(({ wordings }) => wordings);
    const evening = of('light_warmth: very warm light');
    expect(evening).toContain('Warm evening light.');
    for (const text of evening) expect(text).toMatch(/light/);
    for (const text of [...of('warm strong'), ...of('warm plain')])
      expect(text).toMatch(/cast|white/);
  });

  it('never praise what was rated lowest, nor blame what was rated highest', () => {
    const praise = /\b(superb|beautiful|excellent|outstanding|masterly|perfect|remarkable)\b/i;
    const blame = /\b(poor|bad|ugly|lost|wrong|failure|careless|noisy|blurred)\b/i;
    for (const { level, wordings } of grammars) {
      for (const text of wordings) {
        if (/rating (very_)?low/.test(level)) expect(text).not.toMatch(praise);
        if (/rating (very_)?high/.test(level)) expect(text).not.toMatch(blame);
      }
    }
  });

  it('do with a vocabulary that a small text encoder can learn', () => {
    const vocabulary = new Set(sentences.flatMap(words));
    expect(vocabulary.size).toBeLessThan(1200);
  });
});
