import { describe, expect, it } from 'vitest';
import { readAnswers } from '../../src-main/inference/answers.ts';
import { goldenPicture } from '../../src-main/inference/golden-pictures.ts';
import { differenceFrom, makeGoldens, whatDiffers } from '../../src-main/inference/goldens.ts';
import type { ModelEntry } from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import { PoolFailure } from '../../src-main/inference/pool.ts';
import { KeepersError } from '../../src-shared/errors.ts';

const entry = {
  id: 'tiny',
  version: '1',
  preprocessing: { side: 32 },
  outputs: {
    scores: { name: 'scores', columns: ['aesthetic', 'light'] },
    features: { name: 'features', size: 3 },
    contentEmbedding: { name: 'content', size: 1 },
  },
} as unknown as ModelEntry;

const outputs = {
  scores: Float32Array.from([3, 4, 2, 1]),
  features: Float32Array.from([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
};

describe('golden pictures', () => {
  it('are the same bytes everywhere, other ones for another seed', () => {
    expect(sha256Of(goldenPicture(1, 224))).toBe(
      '3e75656f61630bceaf9dc6ad5b823a7ebd5e349496553de582804cc7feb70806',
    );
    expect(goldenPicture(1, 224)).not.toEqual(goldenPicture(2, 224));
  });
});

describe('differenceFrom', () => {
  const goldens = makeGoldens([7, 9], entry, outputs);

  it('is nothing for the same outputs', () => {
    const difference = differenceFrom(goldens, entry, outputs);
    expect(difference.scores).toBeLessThan(1e-6);
    expect(difference.features).toBeLessThan(1e-6);
  });

  it('finds the farthest value of any picture', () => {
    const other = { ...outputs, scores: Float32Array.from([3, 4, 2, 1.25]) };
    expect(differenceFrom(goldens, entry, other).scores).toBeCloseTo(0.25, 6);
  });

  it.each([
    ['a value that is no number', Float32Array.from([3, NaN, 2, 1])],
    ['an answer for fewer pictures', Float32Array.from([3, 4])],
  ])('is infinite for %s', (_, scores) => {
    expect(differenceFrom(goldens, entry, { ...outputs, scores }).scores).toBe(Infinity);
  });
});

const full = { ...outputs, contentEmbedding: Float32Array.from([8, 9]) };

describe('the goldens of an output that not every model has', () => {
  const goldens = makeGoldens([7, 9], entry, full);

  it('are compared as the others are', () => {
    const other = { ...full, contentEmbedding: Float32Array.from([8, 9.5]) };
    expect(differenceFrom(goldens, entry, other).contentEmbedding).toBe(0.5);
    expect(differenceFrom(makeGoldens([7, 9], entry, outputs), entry, full)).not.toHaveProperty(
      'contentEmbedding',
    );
  });

  it('are infinitely far from a model that does not give it', () => {
    expect(differenceFrom(goldens, entry, outputs).contentEmbedding).toBe(Infinity);
  });
});

describe('whatDiffers', () => {
  const tolerance = { scores: 0.001, features: 0.1 };

  it('says which output is farther than it may be', () => {
    expect(whatDiffers({ scores: 0.001, features: 0.2 }, tolerance)).toBe(
      'its features differ by 0.20 from the model’s goldens; 0.1 is allowed',
    );
    expect(whatDiffers({ scores: 0.001, features: 0.1 }, tolerance)).toBeUndefined();
  });

  it('allows shares what scores may differ, embeddings what features may, or what is said', () => {
    expect(whatDiffers({ emotion: 0.002 }, tolerance)).toMatch(/emotion shares .* 0\.001 is/);
    expect(whatDiffers({ contentEmbedding: 0.05 }, tolerance)).toBeUndefined();
    expect(whatDiffers({ emotion: 0.002 }, { ...tolerance, emotion: 0.01 })).toBeUndefined();
    expect(whatDiffers({ spread: 0.002 }, { ...tolerance, emotion: 0.01 })).toMatch(/^its spreads/);
  });
});

describe('readAnswers', () => {
  it('gives each picture its own row', () => {
    expect(readAnswers(full, 2, entry, 'cpu')[1]).toEqual({
      score: {
        values: { aesthetic: 2, light: 1 },
        model: { id: 'tiny', version: '1' },
        provider: 'cpu',
      },
      features: Float32Array.from([0.4, 0.5, 0.6]),
      contentEmbedding: Float32Array.from([9]),
    });
  });

  it('fails the one picture whose answer is not finite', () => {
    const broken = { ...full, features: Float32Array.from([Infinity, 0, 0, 0.4, 0.5, 0.6]) };
    const [first, second] = readAnswers(broken, 2, entry, 'cpu');
    expect(first).toBeInstanceOf(KeepersError);
    expect((first as KeepersError).code).toBe('inference-failed');
    expect(second).toHaveProperty('score.values.aesthetic', 2);
  });

  it('distrusts a provider other than the CPU that does so', () => {
    const broken = { ...full, scores: Float32Array.from([3, NaN, 2, 1]) };
    expect(() => readAnswers(broken, 2, entry, 'webgpu')).toThrow(PoolFailure);
  });
});
