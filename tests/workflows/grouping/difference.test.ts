import { describe, expect, it } from 'vitest';
import type { Abilities } from '../../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, type Scored } from '../../../src-shared/attribute.ts';
import type { Measurements } from '../../../src-shared/photo.ts';
import { differencesOf } from '../../../src-main/workflows/grouping/difference.ts';
import { differenceInWords } from '../../../src-main/workflows/grouping/difference-words.ts';

interface Known {
  readonly focus?: number | 'none';
  readonly motion?: number;
  readonly leans?: number;
  readonly sure?: number;
  readonly blown?: number;
  readonly black?: number;
  readonly noise?: number;
  readonly width?: number;
  readonly scores?: Partial<Record<Scored, number>>;
  readonly model?: string;
  readonly unmeasured?: boolean;
}

function frame(known: Known) {
  const { focus = 1, motion = 0, leans = 0, sure = 0.95, width = 6000, scores } = known;
  const measurements: Measurements = {
    ...{ clippedHighlights: known.blown ?? 0, clippedShadows: known.black ?? 0 },
    ...(focus !== 'none' && { focus }),
    motion: { length: motion, angle: 0, confidence: sure },
    noise: known.noise ?? 2,
    horizon: { degrees: leans, confidence: sure },
    measuredAt: { width, height: (width * 2) / 3 },
  };
  return {
    ...(known.unmeasured !== true && { measurements }),
    ...(scores !== undefined && {
      score: { values: scores, model: { id: known.model ?? 'm', version: '1' } },
    }),
  };
}

const able: Abilities = {
  attributes: Object.fromEntries(
    RATED_ATTRIBUTES.map((attribute) => [
      attribute,
      { level: { srcc: 0.85 }, residual: { srcc: 0.3, lower: 0.2 } },
    ]),
  ),
};
const words = (own: Known, other: Known, abilities = able) =>
  differenceInWords(differencesOf(frame(own), frame(other), abilities));

describe('the difference between two frames', () => {
  it('is what one has over the other, and what it lacks', () => {
    expect(words({ focus: 1, leans: -1.8 }, { focus: 1.6 })).toBe(
      'Sharper, but the horizon leans 1.8°.',
    );
    expect(words({ focus: 1.6 }, { focus: 1, leans: 1.8 })).toBe('Straighter, but softer.');
    expect(words({ focus: 4, motion: 12, blown: 0.021 }, { focus: 1 })).toBe(
      'Blurred by a motion of 12 px and much softer, and 2.1 % of the frame is blown out.',
    );
    expect(words({ focus: 'none' }, { black: 0.12 })).toBe(
      'Less of it black, but nothing is sharp.',
    );
    expect(words({}, { focus: 'none', motion: 12 })).toBe('Much sharper and steadier.');
    expect(words({ noise: 2 }, { noise: 6 })).toBe('Cleaner.');
  });

  it('is the other way round from the other side', () => {
    const [a, b] = [
      frame({ focus: 1.4, leans: 2, blown: 0.04, noise: 2, scores: { aesthetic: 3.6, light: 3 } }),
      frame({ focus: 1, leans: 0, blown: 0.01, noise: 2, scores: { aesthetic: 3.2, light: 3.4 } }),
    ];
    const sides = [differencesOf(a, b, able), differencesOf(b, a, able)].map(
      (differences) => new Map(differences.map(({ of, better }) => [of, better])),
    );
    for (const [of, better] of sides[0] ?? []) {
      expect(sides[1]?.get(of), of).toBe(better === undefined ? undefined : !better);
    }
    expect([...(sides[0]?.values() ?? [])].filter((better) => better !== undefined)).toHaveLength(
      5,
    );
  });

  it('is none where nothing is plain to see or certain', () => {
    expect(words({ focus: 0.4 }, { focus: 0.5 })).toBeUndefined();
    expect(words({ motion: 1.5, leans: 0.4 }, {})).toBeUndefined();
    expect(words({ motion: 12, leans: 3, sure: 0.7 }, {})).toBeUndefined();
    expect(words({ blown: 0.11, black: 0.003 }, { blown: 0.1, black: 0 })).toBeUndefined();
    expect(words({ scores: { aesthetic: 3.45 } }, { scores: { aesthetic: 3.4 } })).toBeUndefined();
  });

  it('does not take a blurred frame for a clean one', () => {
    expect(words({ focus: 3, noise: 1 }, { focus: 1, noise: 6 })).toBe('Much softer.');
  });

  it('compares blurs at one size', () => {
    expect(words({ focus: 1, width: 1500 }, { focus: 4, width: 6000 })).toBeUndefined();
  });

  it('names attributes that depart from the overall score, and only those that the model may speak of', () => {
    const own = { aesthetic: 3.6, light: 3.9, color: 3.7, composition: 3.3 };
    const other = { aesthetic: 3.4, light: 3.3, color: 3.6, composition: 3.5 };
    expect(words({ scores: own }, { scores: other })).toBe('Better light, but poorer composition.');
    expect(words({ scores: own }, { scores: other }, {})).toBe('Better overall.');
    expect(words({ scores: own }, { scores: other, model: 'another' })).toBeUndefined();
  });

  it('says what was measured before what a model thinks, and not too much', () => {
    const own = { aesthetic: 3, light: 2.4, color: 2.5, content: 2.6, composition: 2.7 };
    const other = { aesthetic: 3.1, light: 3.4, color: 3.4, content: 3.4, composition: 3.4 };
    expect(words({ focus: 1.3, scores: own }, { scores: other })).toBe(
      'Softer, poorer light and poorer colour.',
    );
    const worst = { focus: 3, motion: 9, leans: 4, blown: 0.1, black: 0.2, noise: 9 };
    // Of what was measured the four that count most.
    expect(words({ ...worst, scores: own }, { scores: other })).toBe(
      'Blurred by a motion of 9 px and much softer, and 20 % of the frame is black and 10 % of the frame is blown out.',
    );
  });

  it('tells all that was compared, what counts most first', () => {
    const differences = differencesOf(
      frame({ focus: 2, scores: { aesthetic: 3.4, light: 3 } }),
      frame({ focus: 1, scores: { aesthetic: 3.5, light: 3.9 } }),
      able,
    );
    expect(differences.map(({ of }) => of).slice(0, 3)).toEqual(['light', 'focus', 'aesthetic']);
    expect(differences[1]).toMatchObject({ own: 2, other: 1, better: false });
    expect(differencesOf(frame({ unmeasured: true }), frame({}))).toEqual([]);
  });
});
