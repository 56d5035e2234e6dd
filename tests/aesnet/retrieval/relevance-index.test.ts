/** Photos compared with a phrase, against the plain computation over vectors that were never packed. */
import { describe, expect, it } from 'vitest';
import { SPACES } from '../../../src-aesnet/descriptions/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  packSpaces,
  RelevanceIndex,
  sizeOfPacked,
  type PhraseQuery,
} from '../../../src-aesnet/retrieval/index.ts';
import { unpackSpace } from '../../../src-aesnet/retrieval/packed-spaces.ts';

const SIZE = 128;

/** Vectors of unit length in all spaces. */
function embedding(random: Random): Float32Array {
  const all = new Float32Array(SPACES.length * SIZE);
  for (let start = 0; start < all.length; start += SIZE) {
    const drawn = Float32Array.from({ length: SIZE }, () => random.normal());
    const norm = Math.hypot(...drawn);
    all.set(
      drawn.map((value) => value / norm),
      start,
    );
  }
  return all;
}

function cosine(a: Float32Array, b: Float32Array, space: number): number {
  let sum = 0;
  for (let at = space * SIZE; at < (space + 1) * SIZE; at++) {
    sum += (a[at] as number) * (b[at] as number);
  }
  return sum;
}

const only = (space: (typeof SPACES)[number], embeddings: Float32Array): PhraseQuery => ({
  ...{ embeddings, spaces: [{ space, share: 1 }], scenes: [] },
});

describe('packed vectors', () => {
  it('are a quarter of the size, and keep cosines to a thousandth', () => {
    const random = Random.from(1);
    for (let at = 0; at < 50; at++) {
      const [picture, phrase] = [embedding(random), embedding(random)];
      const packed = packSpaces(picture);
      expect(packed.byteLength).toBe(SPACES.length * (SIZE + 4));
      expect(sizeOfPacked(packed)).toBe(SIZE);
      for (let space = 0; space < SPACES.length; space++) {
        const { scale, values } = unpackSpace(packed, space);
        const restored = new Float32Array(SPACES.length * SIZE);
        restored.set(
          Float32Array.from(values, (value) => value * scale),
          space * SIZE,
        );
        expect(
          Math.abs(cosine(restored, phrase, space) - cosine(picture, phrase, space)),
        ).toBeLessThan(0.002);
      }
    }
  });

  it('refuse what cannot be divided into spaces', () => {
    expect(() => packSpaces(new Float32Array(128))).toThrow(RangeError);
    expect(() => packSpaces(new Float32Array())).toThrow(RangeError);
    expect(sizeOfPacked(new Uint8Array(28))).toBeUndefined();
    expect(sizeOfPacked(new Uint8Array(33))).toBeUndefined();
  });

  it('of nothing but zeros are zeros', () => {
    const { values } = unpackSpace(packSpaces(new Float32Array(SPACES.length)), 0);
    expect([...values]).toEqual([0]);
  });
});

describe('the index', () => {
  it('orders photos as their cosines do, whatever came, changed and went before', () => {
    const random = Random.from(2);
    const index = new RelevanceIndex(SIZE);
    const there = new Map<number, Float32Array>();
    for (let step = 0; step < 800; step++) {
      const id = random.integer(300);
      if (random.integer(3) === 0) {
        index.remove(id);
        there.delete(id);
      } else {
        const vector = embedding(random);
        index.put(id, packSpaces(vector));
        there.set(id, vector);
      }
    }
    expect(new Set(index.ids())).toEqual(new Set(there.keys()));
    const phrase = embedding(random);
    for (const [at, space] of SPACES.entries()) {
      const fits = index.compare(only(space, phrase));
      const ids = [...there.keys()];
      const cosines = ids.map((id) => cosine(there.get(id) ?? new Float32Array(), phrase, at));
      const mean = cosines.reduce((sum, one) => sum + one, 0) / ids.length;
      const deviation = Math.sqrt(
        cosines.reduce((sum, one) => sum + (one - mean) ** 2, 0) / ids.length,
      );
      for (const [place, id] of ids.entries()) {
        const expected = ((cosines[place] as number) - mean) / deviation;
        expect(fits.relevanceOf(id)).toBeCloseTo(expected, 1);
        if (Math.abs(expected - 1) > 0.05) expect(fits.standsOut(id)).toBe(expected > 1);
      }
      expect(fits.relevanceOf(999)).toBeNaN();
    }
  });

  it('weighs the spaces of a phrase by their shares', () => {
    const random = Random.from(4);
    const index = new RelevanceIndex(SIZE);
    for (let id = 0; id < 200; id++) index.put(id, packSpaces(embedding(random)));
    const embeddings = embedding(random);
    const light = index.compare(only('light', embeddings));
    const color = index.compare(only('color', embeddings));
    const both = index.compare({
      embeddings,
      spaces: [
        { space: 'light', share: 0.75 },
        { space: 'color', share: 0.25 },
      ],
      scenes: [],
    });
    const mixed = Array.from({ length: 200 }, (_, id) => {
      return 0.75 * light.relevanceOf(id) + 0.25 * color.relevanceOf(id);
    });
    const deviation = Math.sqrt(mixed.reduce((sum, one) => sum + one * one, 0) / 200);
    for (const [id, value] of mixed.entries()) {
      expect(both.relevanceOf(id)).toBeCloseTo(value / deviation, 5);
    }
  });

  it('puts photos of a named scene first, and takes those of an unknown one as usual', () => {
    const index = new RelevanceIndex(1);
    const packed = packSpaces(new Float32Array(SPACES.length).fill(1));
    const shares = { 1: 0.9, 2: 0.02, 3: 0.5, 4: 0.3 };
    for (const [id, portrait] of Object.entries(shares)) {
      index.put(Number(id), packed, { portrait, plant: 1 - portrait });
    }
    expect(index.knowsScenes).toBe(true);
    index.put(5, packed);
    const fits = index.compare({ spaces: [], scenes: ['portrait'] });
    const order = [1, 2, 3, 4, 5].sort((a, b) => fits.relevanceOf(b) - fits.relevanceOf(a));
    expect(order.slice(0, 2)).toEqual([1, 3]);
    expect(order.at(-1)).toBe(2);
    expect([1, 2, 3, 4, 5].filter((id) => fits.standsOut(id))).toEqual([1, 3]);
    expect(fits.relevanceOf(5)).toBeCloseTo(0, 12);
    const either = index.compare({ spaces: [], scenes: ['portrait', 'plant'] });
    expect([1, 2, 3, 4].every((id) => either.standsOut(id))).toBe(true);
  });

  it('finds nothing that stands out where all photos are the same', () => {
    const random = Random.from(5);
    const index = new RelevanceIndex(SIZE);
    const packed = packSpaces(embedding(random));
    for (const id of [1, 2, 3]) index.put(id, packed);
    const fits = index.compare(only('light', embedding(random)));
    expect([1, 2, 3].map(fits.relevanceOf)).toEqual([0, 0, 0]);
    expect([1, 2, 3].some(fits.standsOut)).toBe(false);
  });

  it('leaves out photos of another model’s size, and refuses a phrase that says nothing', () => {
    const index = new RelevanceIndex(SIZE);
    index.put(1, packSpaces(embedding(Random.from(6))));
    index.put(1, packSpaces(new Float32Array(SPACES.length)));
    expect(index.count).toBe(0);
    expect(() => index.compare({ spaces: [], scenes: [] })).toThrow(RangeError);
  });
});
