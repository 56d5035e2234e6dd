import { describe, expect, it } from 'vitest';
import { groupByCapture } from '../../../src-main/workflows/grouping/index.ts';
import {
  applyPlacements,
  type Placement,
} from '../../../src-main/workflows/grouping/placements.ts';
import { named, photo } from './support.ts';

const photos = [
  ...[0, 0.1, 0.2, 0.3].map((seconds, index) => photo(`/x/a${index + 1}.jpg`, seconds)),
  ...[10, 10.1, 10.2].map((seconds, index) => photo(`/x/b${index + 1}.jpg`, seconds)),
  ...[20, 20.1].map((seconds, index) =>
    photo(`/x/c${index + 1}.jpg`, seconds, {
      bracket: { of: 'exposure' },
      shutter: 1 / (index + 1),
    }),
  ),
  photo('/x/d.jpg', 30),
  photo('/x/e.jpg', undefined),
];
const { groups } = groupByCapture(photos, { gap: 1000 });

/** Groups after these photos were put into sets: `a1` into set 1, merged, and so on. */
function placed(placements: Readonly<Record<string, Placement>>, among = photos): string[] {
  const by = groupByCapture(among, { gap: 1000 }).groups;
  return applyPlacements(by, among, ({ name }) => placements[name.replace('.jpg', '')]).map(
    (group) => `${group.manual ? 'by hand, ' : ''}${named([group])[0]}`,
  );
}
const merged = (set: number): Placement => ({ set, how: 'merged' });
const split = (set: number): Placement => ({ set, how: 'split' });
const C = 'bracket: c1.jpg c2.jpg';

describe('what the person has joined and parted', () => {
  it('changes nothing where there is nothing', () => {
    expect(placed({})).toEqual(named(groups));
    expect(named(groups)).toEqual([
      'burst: a1.jpg a2.jpg a3.jpg a4.jpg',
      'burst: b1.jpg b2.jpg b3.jpg',
      C,
    ]);
  });

  it('parts photos from their group, whose rest stays together', () => {
    expect(placed({ a2: split(1), a3: split(1) })).toEqual([
      'by hand, burst: a1.jpg a4.jpg',
      'by hand, burst: a2.jpg a3.jpg',
      'burst: b1.jpg b2.jpg b3.jpg',
      C,
    ]);
    expect(placed({ a2: split(1), a3: split(2), b1: split(3), b2: split(4) })).toEqual([
      'by hand, burst: a1.jpg a4.jpg',
      C,
    ]);
  });

  it('joins groups and single photos, those without a time last', () => {
    const all = Object.fromEntries(
      ['e', 'd', 'b1', 'b2', 'b3', 'a1', 'a2', 'a3', 'a4'].map((name) => [name, merged(1)]),
    );
    expect(placed(all)).toEqual([
      'by hand, burst: a1.jpg a2.jpg a3.jpg a4.jpg b1.jpg b2.jpg b3.jpg d.jpg e.jpg',
      C,
    ]);
    expect(placed({ d: merged(1), e: merged(1) })).toEqual([
      ...named(groups),
      'by hand, duplicates: d.jpg e.jpg',
    ]);
  });

  it('keeps a bracket protected, unless the person says what it is', () => {
    const all = { c1: merged(1), c2: merged(1), d: merged(1) };
    expect(placed(all)).toContain('by hand, bracket: c1.jpg c2.jpg d.jpg');
    const named_ = { set: 1, how: 'merged', kind: 'burst' } as const;
    expect(placed({ c1: named_, c2: named_ })).toContain('by hand, burst: c1.jpg c2.jpg');
    // A frame that is left of a bracket is one of it still.
    const rest = photos.filter(({ name }) => name !== 'c2.jpg');
    expect(placed({ c1: merged(1), d: merged(1) }, rest)).toContain(
      'by hand, bracket: c1.jpg d.jpg',
    );
  });

  it('takes a late comer in where all of its group were merged', () => {
    const late = [...photos, photo('/x/a5.jpg', 0.4)];
    const all = Object.fromEntries(
      ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3'].map((name) => [name, merged(1)]),
    );
    expect(placed(all, late)[0]).toMatch(/^by hand, burst: a1.jpg a2.jpg a3.jpg a4.jpg a5.jpg b1/);
    // Parted from the merged set again, the photo stays out of it; the late comer does not follow.
    expect(placed({ ...all, a4: split(2) }, late)[0]).toBe(
      'by hand, burst: a1.jpg a2.jpg a3.jpg a5.jpg b1.jpg b2.jpg b3.jpg',
    );
  });
});
