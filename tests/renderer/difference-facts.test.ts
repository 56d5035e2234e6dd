import { describe, expect, it } from 'vitest';
import { SCORED } from '../../src-shared/attribute.ts';
import { MEASURED_DIFFERENCES } from '../../src-shared/group.ts';
import { differenceFacts } from '../../src-renderer/state/difference-facts.ts';

describe('differences as numbers', () => {
  it('stand against each other, with their units', () => {
    const facts = differenceFacts({
      differences: [
        { of: 'focus', own: 1.24, other: 0.9, better: false },
        { of: 'horizon', own: 1.8, other: 0 },
        { of: 'highlights', own: 0.021, other: 0 },
        { of: 'light', own: 3.456, other: 3.4 },
      ],
    });
    expect(facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Blur: 1.2 px against 0.9 px',
      'Horizon: 1.8° against 0.0°',
      'Highlights: 2.1 % against 0.0 %',
      'Light: 3.46 against 3.40',
    ]);
  });

  it('of what has no edge say so, and all of them have a meaning', () => {
    const all = [...MEASURED_DIFFERENCES, ...SCORED].map((of) => ({ of, other: 1 }));
    for (const { value, meaning } of differenceFacts({ differences: all })) {
      expect(value).toMatch(/^no edge against /);
      expect(meaning.length).toBeGreaterThan(10);
    }
  });
});
