import { describe, expect, it } from 'vitest';
import {
  fitSpace,
  heldOutGains,
  type SpaceLesson,
} from '../../../src-aesnet/personal/fit-space.ts';
import { comparisonOf, lossOf } from '../../../src-aesnet/personal/space-loss.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { departed, sharesOfChoices } from '../../../src-aesnet/retrieval/departed-space.ts';

const SIZE = 12;
const LEVELS = 3;

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  return Float32Array.from(vectors.flatMap((vector) => [...vector]));
}

/** Photos about a common middle, as a network's are; those of a kind lean its way. */
function photosOf(seed: number, count: number, kind: number): Float32Array[] {
  const random = Random.from(seed);
  return Array.from({ length: count }, () =>
    unit(
      Array.from({ length: SIZE }, (_, at) => {
        return (at === 0 ? 1 : 0) + (at === kind ? 0.8 : 0) + 0.1 * random.normal();
      }),
    ),
  );
}

/** Sentences near the middle, so that the model is undecided of most photos. */
function sentence(seed: number): Float32Array {
  const random = Random.from(seed);
  return unit(Array.from({ length: SIZE }, (_, at) => (at === 0 ? 1 : 0) + 0.1 * random.normal()));
}

const choices = Array.from({ length: LEVELS }, (_, at) => sentence(20 + at));
const own = photosOf(1, 20, 3);
const others = [...photosOf(2, 60, 5), ...photosOf(3, 60, 7)];
const HIGHEST = [0.05, 0.15, 0.8];

function lessonOf(change: Partial<SpaceLesson> = {}): SpaceLesson {
  return {
    size: SIZE,
    choices: joined(choices),
    photos: joined(own),
    targets: own.map(() => HIGHEST),
    own: [],
    others: joined(others),
    sentences: joined(choices),
    ...change,
  };
}

const level = (photo: Float32Array, of: readonly Float32Array[]) =>
  sharesOfChoices(photo, of).reduce((sum, share, at) => sum + share * at, 0);

describe('learning what a person means by words', () => {
  it('moves photos like those that were spoken of, and others far less', () => {
    const departure = fitSpace(lessonOf());
    const moved = choices.map((choice) => departed(choice, departure));
    const shifts = (photos: readonly Float32Array[]) =>
      photos.map((photo) => level(photo, moved) - level(photo, choices));
    const alike = shifts(photosOf(11, 30, 3));
    const unlike = shifts([...photosOf(12, 30, 5), ...photosOf(13, 30, 7)]);
    expect(alike.every((shift) => shift > 0.1)).toBe(true);
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
    expect(mean(unlike)).toBeLessThan(mean(alike) / 4);
  });

  it('finds the photos that own words were said of, and those like them', () => {
    const vector = sentence(30);
    const targets = own.map(() => undefined);
    const said = [{ vector, photos: own.map((_, at) => at) }];
    const departure = fitSpace(lessonOf({ targets, own: said }));
    const fits = (photo: Float32Array, of: Float32Array) =>
      photo.reduce((sum, value, at) => sum + value * (of[at] as number), 0);
    const moved = departed(vector, departure);
    const share = (of: Float32Array) => {
      const unlike = photosOf(12, 30, 5);
      const pairs = photosOf(11, 30, 3).flatMap((a) =>
        unlike.map((b) => fits(a, of) > fits(b, of)),
      );
      return pairs.filter(Boolean).length / pairs.length;
    };
    expect(share(vector)).toBeLessThan(0.9);
    expect(share(moved)).toBeGreaterThan(0.99);
  });

  it('has the slope of its loss right', () => {
    const vector = sentence(30);
    const lesson = lessonOf({ own: [{ vector, photos: [1, 4] }] });
    const comparison = comparisonOf(lesson, new Set([0, 1, 4, 9]));
    const random = Random.from(4);
    const point = Float64Array.from({ length: SIZE ** 2 }, () => 0.05 * random.normal());
    const slope = new Float64Array(SIZE ** 2);
    lossOf(comparison, point, slope);
    const step = 1e-5;
    for (const at of [0, 17, 80, 143]) {
      const beside = [step, -step].map((by) =>
        lossOf(
          comparison,
          point.map((value, place) => (place === at ? value + by : value)),
        ),
      );
      const [up = 0, down = 0] = beside;
      expect(slope[at]).toBeCloseTo((up - down) / (2 * step), 4);
    }
  });

  it('holds for held-out photos, and gains nothing from a person who agrees with the model', () => {
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const gains = heldOutGains(lessonOf(), 5);
    expect(gains).toHaveLength(own.length);
    expect(mean(gains)).toBeGreaterThan(0.2);
    const agreeing = own.map((photo) => sharesOfChoices(photo, choices));
    expect(Math.abs(mean(heldOutGains(lessonOf({ targets: agreeing }), 5)))).toBeLessThan(0.01);
  });

  it('changes nothing where nothing can be compared', () => {
    const silent = { targets: own.map(() => undefined) };
    expect(fitSpace(lessonOf(silent)).every((value) => value === 0)).toBe(true);
    const everywhere = { vector: choices[0] as Float32Array, photos: own.map((_, at) => at) };
    const alone = { ...silent, own: [everywhere], others: new Float32Array() };
    expect(fitSpace(lessonOf(alone)).every((value) => value === 0)).toBe(true);
    expect(heldOutGains(lessonOf(silent), 5)).toEqual([]);
  });
});
