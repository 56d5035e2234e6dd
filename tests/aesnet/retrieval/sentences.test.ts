/** What is said of a photo: never against its level or a measurement, only where the model may speak, and not the same of all. */
import { describe, expect, it } from 'vitest';
import { RATED_ATTRIBUTES, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Abilities } from '../../../src-shared/ability.ts';
import type { Measurements, Score } from '../../../src-shared/photo.ts';
import {
  everyGrammar,
  RATING_GRAMMARS,
  ratingLevel,
  wordingsOf,
  type Photometry,
} from '../../../src-aesnet/descriptions/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  candidatesFor,
  chooseSentences,
  levelChoices,
  summaryOf,
  type Candidate,
  type KnownPhoto,
} from '../../../src-aesnet/retrieval/index.ts';
import { isContradicted } from '../../../src-aesnet/retrieval/sentences/claims.ts';

const ABLE = { level: { srcc: 0.85 }, residual: { srcc: 0.4, lower: 0.3 } };
const ALL_ABLE: Abilities = {
  attributes: Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, ABLE])),
  emotions: {
    contentment: { auc: 0.9, lower: 0.85, positives: 300 },
    fear: { auc: 0.9, lower: 0.6, positives: 300 },
  },
};
const deviations = Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, 0.1]));

function scoreOf(over: Partial<Score> = {}): Score {
  const values = Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, 3.2]));
  return {
    values: { aesthetic: 3.2, ...values },
    residuals: Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, 0])),
    ...{ model: { id: 'm', version: '1' }, provider: 'cpu' },
    ...over,
  };
}

function photo(over: Partial<KnownPhoto> = {}): KnownPhoto {
  return { seed: 1, score: scoreOf(), deviations, abilities: ALL_ABLE, ...over };
}

const USUAL: Photometry = {
  ...{ lightness: 50, tonalRange: 70, whiteArea: 0.005, blackArea: 0.005, lightWarmth: 0 },
  ...{ chroma: 15, warmth: 0, greenArea: 0, redArea: 0, noise: 0.6, sharpness: 1.7 },
};

function measured(over: Partial<Measurements>): Measurements {
  return {
    ...{ clippedHighlights: 0, clippedShadows: 0, motion: { length: 0, angle: 0, confidence: 0 } },
    ...{ horizon: { degrees: 0, confidence: 0 }, measuredAt: { width: 6000, height: 4000 } },
    ...over,
  };
}

const textsOf = (candidates: readonly Candidate[], space: string, of?: string) =>
  candidates
    .filter((each) => each.space === space && (of === undefined || each.of === of))
    .map(({ text }) => text);

describe('candidates', () => {
  it('have the very level of the model, at every score', () => {
    for (let value = 1; value <= 5; value += 0.23) {
      const values = Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, value]));
      const found = candidatesFor(photo({ score: scoreOf({ values }) }));
      for (const name of RATED_ATTRIBUTES) {
        const said = textsOf(found, name, 'level');
        const right = new Set(wordingsOf(RATING_GRAMMARS[name][ratingLevel(name, value)]));
        expect(said.length).toBeGreaterThan(0);
        expect(said.every((text) => right.has(text))).toBe(true);
      }
    }
  });

  it('say what stands out only where it does, on its own side', () => {
    const light = (residual: number) =>
      textsOf(
        candidatesFor(photo({ score: scoreOf({ residuals: { light: residual } }) })),
        'light',
        'departure',
      ).join(' ');
    expect(light(0.05)).toBe('');
    expect(light(0.2)).toMatch(/best part|stands out|lives by|lifted/);
    expect(light(-0.2)).toMatch(/weakest|falls far behind|much worse|fails|let down/);
  });

  it('are left out where the model has not shown that it may speak', () => {
    const abilities: Abilities = {
      attributes: {
        light: { level: { srcc: 0.79 }, residual: ABLE.residual },
        color: { level: ABLE.level, residual: { srcc: 0.4, lower: 0.1 } },
        content: { level: { srcc: 0.5 }, residual: { srcc: 0.1, lower: 0 } },
      },
    };
    const residuals = { light: 0.3, color: 0.05, content: 0.3 };
    const emotion = { contentment: 0.8 };
    const found = candidatesFor(
      photo({ abilities, score: scoreOf({ residuals, emotion }), photometry: USUAL }),
    );
    const kinds = (space: string) =>
      new Set(found.filter((each) => each.space === space).map(({ of }) => of));
    expect(kinds('light')).toEqual(new Set(['departure', 'measured']));
    expect(kinds('color')).toEqual(new Set(['level', 'measured']));
    expect(new Set(found.map(({ space }) => space))).toEqual(new Set(['light', 'color']));
    expect(candidatesFor(photo({ abilities: undefined, photometry: USUAL }))).toEqual([]);
  });

  it('name feelings that the model may name, from a quarter of the votes', () => {
    const emotional = (emotion: Score['emotion']) =>
      textsOf(candidatesFor(photo({ score: scoreOf({ emotion }) })), 'emotion').join(' ');
    expect(emotional({ contentment: 0.6, fear: 0.4 })).toMatch(/peaceful|calm|content/);
    expect(emotional({ contentment: 0.2, fear: 0.8 })).toBe('');
  });
});

describe('measurements', () => {
  const everything = everyGrammar().flatMap(({ grammar }) => wordingsOf(grammar));
  const kept = (over: Partial<Measurements>, photometry: Partial<Photometry> = {}) =>
    everything.filter(
      (text) =>
        !isContradicted(text, {
          photometry: { ...USUAL, ...photometry },
          measurements: measured(over),
        }),
    );

  it.each([
    [
      'a blurred picture',
      { focus: 9 },
      /^(Very )?sharp(?! and soft)|razor-sharp|every detail is crisp/i,
    ],
    ['a sharp picture', { focus: 1 }, /^out of focus|^blurred outlines|no edge is crisp/i],
    ['much white', { clippedHighlights: 0.2 }, /not a fault|flawless/i],
    ['noise', { noise: 12 }, /free of noise|no noise to be seen|^clean\b/i],
    ['no noise', { noise: 0.5 }, /grainy|coarse grain/i],
    [
      'blown highlights',
      { clippedHighlights: 0.05 },
      /highlights keep detail|highlights are intact/i,
    ],
    ['black shadows', { clippedShadows: 0.05 }, /shadow keeps detail|shadows are open/i],
    ['a leaning horizon', { horizon: { degrees: 4, confidence: 0.95 } }, /a level line/i],
    ['a level horizon', { horizon: { degrees: 0.1, confidence: 0.95 } }, /tilted|slanting/i],
  ])('of %s allow no sentence that says the opposite', (_, over, opposite) => {
    expect(everything.some((text) => opposite.test(text))).toBe(true);
    expect(kept(over).filter((text) => opposite.test(text))).toEqual([]);
  });

  it('of a black-and-white picture allow no word about its colours, and of others do', () => {
    const about = /\bcolours? (?:is|are)\b|vivid colours/i;
    expect(kept({}, { chroma: 1 }).filter((text) => about.test(text))).toEqual([]);
    expect(kept({}, { chroma: 15 }).some((text) => about.test(text))).toBe(true);
  });

  it('that are missing or not sure forbid nothing', () => {
    expect(everything.filter((text) => isContradicted(text, {}))).toEqual([]);
    const unsure = { horizon: { degrees: 9, confidence: 0.4 } };
    expect(kept(unsure).some((text) => /A level line/.test(text))).toBe(true);
  });

  it('keep what claims nothing of the kind', () => {
    const blurred = kept({ focus: 9, clippedHighlights: 0.1, noise: 12 });
    expect(blurred).toContain('Not quite sharp, not quite clean or not quite well exposed.');
    expect(blurred.length / everything.length).toBeGreaterThan(0.85);
  });
});

describe('the sentence of an attribute', () => {
  const candidates = candidatesFor(photo({ photometry: USUAL }));
  const cosines = new Map(candidates.map((each, at) => [each, Math.sin(at * 1.7)]));
  const cosineOf = (candidate: Candidate) => cosines.get(candidate) ?? -1;

  it('is near to the picture and agrees, one a space', () => {
    const chosen = chooseSentences(candidates, cosineOf, 1);
    expect(chosen.map(({ space }) => space)).toEqual([...RATED_ATTRIBUTES]);
    for (const { space, text } of chosen) {
      const worths = candidates
        .filter((each) => each.space === space)
        .map((each) => ({ each, worth: (each.agreement * (1 + cosineOf(each))) / 2 }));
      const best = Math.max(...worths.map(({ worth }) => worth));
      const own = worths.find(({ each }) => each.text === text)?.worth ?? 0;
      expect(own).toBeGreaterThanOrEqual(best * 0.96);
    }
  });

  it('is the same for the same photo, and not for all', () => {
    const said = (seed: number) => {
      const found = candidatesFor(photo({ seed, photometry: USUAL }));
      return chooseSentences(found, () => 0.5, seed).map(({ text }) => text);
    };
    expect(said(7)).toEqual(said(7));
    const lights = new Set(Array.from({ length: 30 }, (_, seed) => said(seed)[4]));
    expect(lights.size).toBeGreaterThan(8);
  });
});

it('offers one sentence of each level, with a rating that has that level', () => {
  for (const name of RATED_ATTRIBUTES) {
    const choices = levelChoices(name, 3);
    const levels = choices.map(({ rating }) => ratingLevel(name, rating));
    expect(levels).toEqual(['very_low', 'low', 'middle', 'high', 'very_high']);
    for (const [at, { text }] of choices.entries()) {
      const level = levels[at] ?? 'middle';
      expect(wordingsOf(RATING_GRAMMARS[name][level])).toContain(text);
    }
  }
});

describe('the line of summary', () => {
  const of = (residuals: { [A in RatedAttribute]?: number }, over: Partial<KnownPhoto> = {}) =>
    summaryOf(photo({ score: scoreOf({ residuals }), ...over }));

  it('names the strongest plus and minus', () => {
    expect(of({ light: 0.2, color: 0.1, composition: -0.3 })).toBe(
      'Lifted by its light, held back by its composition',
    );
    expect(of({ light: 0.2 })).toBe('Lifted by its light');
    expect(of({ depth_of_field: -0.09 })).toBe('Held back by its depth of field');
  });

  it('says what is good or weak, or nothing, where nothing stands out', () => {
    expect(of({})).toBe('Nothing stands out');
    const values = { aesthetic: 3.8, light: 3.6, color: 3.5 };
    expect(summaryOf(photo({ score: scoreOf({ values }) }))).toBe('Good colour and light');
    expect(of({ light: 0.5 }, { abilities: undefined })).toBeUndefined();
  });

  it('has words for any score', () => {
    const random = Random.from(9);
    for (let at = 0; at < 200; at++) {
      const residuals = Object.fromEntries(
        RATED_ATTRIBUTES.map((name) => [name, random.normal() / 8]),
      );
      expect(of(residuals)).toMatch(/^(Lifted by|Held back by|Good|Weak|Nothing stands out)/);
    }
  });
});
