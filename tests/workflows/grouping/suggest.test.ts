import { describe, expect, it } from 'vitest';
import type { Abilities } from '../../../src-shared/ability.ts';
import type { Scored } from '../../../src-shared/attribute.ts';
import { reasonInWords } from '../../../src-main/workflows/grouping/reason-words.ts';
import { suggest, type Candidate } from '../../../src-main/workflows/grouping/suggest.ts';

interface Known {
  readonly score?: number;
  readonly values?: Partial<Record<Scored, number>>;
  readonly focus?: number | 'none';
  readonly motion?: number;
  readonly sure?: number;
  readonly width?: number;
  readonly noise?: number;
  readonly clipped?: number;
  readonly model?: string;
}

function frame(name: string, known: Known): Candidate<string> {
  const { score, values, focus, motion = 0, sure = 0.95, width = 6000 } = known;
  return {
    photo: name,
    ...((score !== undefined || values !== undefined) && {
      score: {
        values: { ...(score !== undefined && { aesthetic: score }), ...values },
        model: { id: known.model ?? 'model', version: '1' },
      },
    }),
    ...(focus !== undefined && {
      measurements: {
        clippedHighlights: known.clipped ?? 0,
        clippedShadows: 0,
        ...(focus !== 'none' && { focus }),
        motion: { length: motion, angle: 0, confidence: sure },
        noise: known.noise ?? 2,
        horizon: { degrees: 0, confidence: 0 },
        measuredAt: { width, height: (width * 2) / 3 },
      },
    }),
  };
}

const best = (frames: Readonly<Record<string, Known>>, abilities?: Abilities) => {
  const found = suggest(
    Object.entries(frames).map(([name, known]) => frame(name, known)),
    abilities,
  );
  return found && `${found.photo}: ${reasonInWords(found.reason)}`;
};

describe('the suggestion', () => {
  it('is the sharp one of two that score alike, with its blur', () => {
    expect(best({ a: { score: 3.5, focus: 3.1 }, b: { score: 3.47, focus: 0.9 } })).toBe(
      'b: Sharper than the next best: a blur of 0.9 px against 3.1 px.',
    );
  });

  it('is the better one of two that are about as sharp', () => {
    expect(best({ a: { score: 3.9, focus: 1.1 }, b: { score: 3.6, focus: 0.8 } })).toBe(
      'a: Better than the next best: Overall 3.90 against 3.60.',
    );
  });

  it('is not moved by a sharpness that nobody sees', () => {
    expect(best({ a: { score: 3.5, focus: 0.4 }, b: { score: 3.56, focus: 0.5 } })).toMatch(/^b: /);
  });

  it('is the steady one', () => {
    expect(best({ a: { score: 3.5, focus: 1, motion: 17 }, b: { score: 3.5, focus: 1 } })).toBe(
      'b: Steadier than the next best: no motion against 17.0 px.',
    );
    // Beside crisp edges it is a pattern, or the background of somebody who was followed.
    expect(best({ a: { score: 3.5, focus: 0.4, motion: 30 }, b: { score: 3.5, focus: 3 } })).toBe(
      'a: Sharper than the next best: a blur of 0.4 px against 3.0 px.',
    );
    // A motion that is not sure is none.
    const unsure = { score: 3.5, focus: 1, motion: 17, sure: 0.5 };
    expect(best({ a: unsure, b: { score: 3.5, focus: 1 } })).toMatch(/^a: /);
  });

  it('does not take a blurred frame for its lack of noise, nor a dark one for its lights', () => {
    const sharp = { score: 3.5, focus: 1, noise: 9, clipped: 0.05 };
    expect(best({ a: { score: 3.5, focus: 2.5, noise: 0.2 }, b: sharp })).toMatch(/^b: Sharper/);
    expect(best({ a: { score: 3.5, focus: 1.2, clipped: 0 }, b: sharp })).toMatch(/^b: /);
  });

  it('takes a frame without an edge for the blurriest, unless none has one', () => {
    expect(best({ a: { score: 3.6, focus: 'none' }, b: { score: 3.5, focus: 2 } })).toBe(
      'b: Sharper than the next best: a blur of 2.0 px against no sharp edge.',
    );
    expect(best({ a: { score: 3.6, focus: 'none' }, b: { score: 3.5, focus: 'none' } })).toBe(
      'a: Better than the next best: Overall 3.60 against 3.50.',
    );
  });

  it('compares blurs at one size', () => {
    // 1 px in a preview of 1,500 is 4 px in the full picture.
    expect(best({ a: { focus: 1, width: 1500 }, b: { focus: 2, width: 6000 } })).toBe(
      'b: Sharper than the next best: a blur of 2.0 px against 4.0 px.',
    );
  });

  it('names an attribute only where the model may speak of it', () => {
    const light = {
      a: { score: 3.6, values: { light: 3.9 }, focus: 1 },
      b: { score: 3.5, values: { light: 3.3 }, focus: 1 },
    };
    const able = (srcc: number): Abilities => ({
      attributes: { light: { level: { srcc }, residual: { srcc: 0.3, lower: 0.2 } } },
    });
    expect(best(light, able(0.85))).toBe('a: Better than the next best: Light 3.90 against 3.30.');
    expect(best(light, able(0.75))).toMatch(/^a: Better than the next best: Overall/);
    expect(best(light)).toMatch(/^a: Better than the next best: Overall/);
  });

  it('says so where the lead is small, and takes the first of equals', () => {
    expect(best({ a: { score: 3.5 }, b: { score: 3.52 } })).toBe(
      'b: Hardly ahead of the next best: Overall 3.52 against 3.50.',
    );
    expect(best({ a: { score: 3.5, focus: 1 }, b: { score: 3.5, focus: 1 } })).toBe(
      'a: As good as the next best: a blur of 1.0 px.',
    );
  });

  it('is none of frames of which less is known, nor by scores of two models', () => {
    expect(
      best({ a: { score: 4.9 }, b: { score: 3, focus: 2 }, c: { score: 3, focus: 1 } }),
    ).toMatch(/^c: /);
    const other = { score: 4.9, focus: 1, model: 'other' };
    expect(best({ a: other, b: { score: 3, focus: 1 }, c: { score: 3.2, focus: 1 } })).toMatch(
      /^c: Better than the next best: Overall/,
    );
    expect(best({ a: { score: 4 } })).toBeUndefined();
    expect(best({ a: {}, b: {} })).toBeUndefined();
  });
});
