import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withSuggestionFigures } from '../../../src-main/training/export/suggestion-section.ts';
import type { SuggestionReport } from '../../../src-main/training/suggestions/evaluate-suggestions.ts';
import { repositoryRoot } from '../../support/data.ts';

const report = (hits: number): SuggestionReport => ({
  ...{ model: 'aesnet-s@2', modelSha256: 'ab', floor: 0.05, strength: 'any', learntFrom: 80 },
  sets: {
    photos: {
      pictures: 10,
      inverse: { hits, of: 10 },
      byKind: { darker: { hits: 2, of: 3 } },
      tilt: { hits: 5, of: 10 },
      twins: { hits: 9, of: 10 },
      told: { anything: { hits: 6, of: 10 }, exposure: { hits: 1, of: 10 } },
    },
  },
});

describe('figures of suggestions in a card', () => {
  const card = readFileSync(path.join(repositoryRoot, 'models/aesnet-s/5/card.md'), 'utf8');

  it('stand before its limits, once, and leave the rest as it was', () => {
    const once = withSuggestionFigures(card, [report(7)]);
    expect(once).toMatch(/inverse suggested +0\.700 \[\d\.\d\d, \d\.\d\d\] 7 of 10 +at least 0\.7/);
    expect(once.indexOf('## Suggestions')).toBeLessThan(once.indexOf('## Limits'));
    const twice = withSuggestionFigures(once, [report(8)]);
    expect(twice.match(/## Suggestions/g)).toHaveLength(1);
    expect(twice).toContain('8 of 10');
    expect(twice).not.toMatch(/ 7 of 10 /);
    const headings = (text: string) =>
      text.match(/^## .*$/gm)?.filter((one) => !one.includes('Sugg'));
    expect(headings(twice)).toEqual(headings(card));
    expect(twice.endsWith(card.slice(card.indexOf('## Limits')))).toBe(true);
  });

  it('need a card that says what the limits are', () => {
    expect(() => withSuggestionFigures('# A card\n', [report(7)])).toThrow(RangeError);
  });
});
