import { describe, expect, it } from 'vitest';
import {
  applyDamage,
  applyEdit,
  DAMAGES,
  EDIT_KINDS,
  EDIT_NAMES,
  marginOf,
  sampleEdit,
  type Edit,
  type EditName,
} from '../../../src-aesnet/edits/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { distance, fakeJpeg, flat, mostDifferent, scene } from './support/pictures.ts';

const draw = (kind: EditName, seed: number) => sampleEdit(Random.from(seed), kind);

describe('edits', () => {
  it.each(EDIT_NAMES)('%s of nothing leaves the picture alone', async (kind) => {
    const { matching } = EDIT_KINDS[kind];
    for (const seed of [1, 2, 3]) {
      const edit: Edit = { ...draw(kind, seed), weak: 0 };
      const copies = await applyEdit(scene(seed), edit, fakeJpeg);
      expect(distance(copies.original, copies.weak)).toBeLessThan(0.1);
      if (matching === 'own') expect(copies.original.data).toEqual(scene(seed).data);
    }
  });

  it.each(EDIT_NAMES)('%s changes more the stronger it is', async (kind) => {
    const { weak, strong } = EDIT_KINDS[kind];
    expect(weak[0]).toBeLessThan(weak[1]);
    expect(weak[1] * 1.2).toBeLessThan(strong[0]);
    expect(strong[0]).toBeLessThan(strong[1]);
    for (const seed of [4, 5]) {
      const copies = await applyEdit(scene(seed, 224, 224), draw(kind, seed), fakeJpeg);
      const weakly = distance(copies.original, copies.weak);
      expect(weakly).toBeGreaterThan(0.5);
      expect(distance(copies.original, copies.strong)).toBeGreaterThan(1.15 * weakly);
      for (const copy of [copies.original, copies.weak, copies.strong]) {
        expect(copy).toMatchObject({ width: 224, height: 224 });
        expect(copy.data).toHaveLength(224 * 224 * 3);
      }
    }
  });

  it.each(EDIT_NAMES)('%s is the same for the same seed, and another for another', async (kind) => {
    const make = (seed: number) => applyEdit(scene(7), draw(kind, seed), fakeJpeg);
    const [a, b, other] = [await make(8), await make(8), await make(9)];
    expect(a.strong.data).toEqual(b.strong.data);
    expect(a.strong.data).not.toEqual(other.strong.data);
  });

  it('leaves the picture that was given as it was', async () => {
    const picture = scene(1);
    for (const kind of EDIT_NAMES) await applyEdit(picture, draw(kind, 1), fakeJpeg);
    expect(picture.data).toEqual(scene(1).data);
  });

  it('draws every kind, about as often as its weight says', () => {
    const random = Random.from(11);
    const counts = new Map<EditName, number>();
    for (let index = 0; index < 20_000; index++) {
      const { kind } = sampleEdit(random);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const total = EDIT_NAMES.reduce((sum, kind) => sum + EDIT_KINDS[kind].weight, 0);
    for (const kind of EDIT_NAMES) {
      const expected = (20_000 * EDIT_KINDS[kind].weight) / total;
      expect(Math.abs((counts.get(kind) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  it('draws shapes and ways that all come', () => {
    const random = Random.from(12);
    const settings = Array.from({ length: 200 }, () => sampleEdit(random, 'tilt').setting);
    expect(new Set(settings.map(({ aspect }) => aspect)).size).toBe(5);
    expect(new Set(settings.map(({ turn }) => turn))).toEqual(new Set([1, -1]));
    expect(new Set(settings.map(({ space }) => space))).toEqual(new Set(['linear', 'coded']));
  });
});

describe('margins', () => {
  it.each(EDIT_NAMES)(
    '%s: 0 for nothing, 0.2 and 0.5 where weak and strong begin, growing',
    (kind) => {
      const { weak, strong } = EDIT_KINDS[kind];
      expect(marginOf(kind, 0)).toBe(0);
      expect(marginOf(kind, weak[0])).toBeCloseTo(0.2);
      expect(marginOf(kind, strong[0])).toBeCloseTo(0.5);
      let before = -1;
      for (let amount = 0; amount <= strong[0] * 1.01; amount += strong[0] / 50) {
        expect(marginOf(kind, amount)).toBeGreaterThan(before);
        before = marginOf(kind, amount);
      }
      expect(marginOf(kind, strong[1])).toBeLessThanOrEqual(0.8);
      expect(marginOf(kind, strong[1] * 100)).toBe(0.8);
    },
  );
});

describe('damages that a model is judged by', () => {
  it('are weak and strong ones of the kinds that are trained', () => {
    for (const { kind, weak, strong } of DAMAGES) {
      const trained = EDIT_KINDS[kind];
      expect(weak, kind).toBeGreaterThanOrEqual(trained.weak[0]);
      expect(weak, kind).toBeLessThanOrEqual(trained.weak[1]);
      expect(strong, kind).toBeGreaterThanOrEqual(trained.strong[0]);
      expect(strong, kind).toBeLessThanOrEqual(trained.strong[1]);
    }
  });

  it('keep the size of the photo and grow with strength', async () => {
    const photo = scene(3, 240, 160);
    for (const damage of DAMAGES) {
      const { original, weak, strong } = await applyDamage(photo, damage, 4, fakeJpeg);
      expect(strong).toMatchObject({ width: 240, height: 160 });
      expect(distance(original, weak), damage.kind).toBeGreaterThan(0.3);
      expect(distance(original, strong), damage.kind).toBeGreaterThan(distance(original, weak));
      if (damage.kind !== 'tilt') expect(mostDifferent(original, photo)).toBe(0);
    }
  });

  it('scale lengths with the photo', async () => {
    // The same share of a photo twice as large: after shrinking both, the same picture but for the finest detail.
    const defocus = DAMAGES.find(({ kind }) => kind === 'defocus');
    if (defocus === undefined) throw new Error('no defocus');
    const dots = (side: number) => {
      const picture = flat([0, 0, 0], side);
      picture.data.fill(255, (side / 2) * side * 3, (side / 2 + side / 16) * side * 3);
      return picture;
    };
    const width = async (side: number) => {
      const { strong } = await applyDamage(dots(side), defocus, 0, fakeJpeg);
      let grey = 0;
      for (let y = 0; y < side; y++) {
        const value = strong.data[(y * side + side / 2) * 3] ?? 0;
        if (value > 5 && value < 250) grey++;
      }
      return grey / side;
    };
    expect(await width(512)).toBeCloseTo(await width(256), 2);
    expect(await width(256)).toBeGreaterThan(0.015);
  });
});
