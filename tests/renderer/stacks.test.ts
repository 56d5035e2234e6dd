import { describe, expect, it } from 'vitest';
import type { Group } from '../../src-shared/bridge.ts';
import { keepPlaces } from '../../src-renderer/state/order.ts';
import { framesOf, groupingOf, layOut, stepByRuns } from '../../src-renderer/state/stacks.ts';

const burst: Group = { kind: 'burst', ids: [1, 2, 3], manual: false };
const bracket: Group = { kind: 'bracket', ids: [7, 8], manual: false };
/** 5 is a RAW and 6 its JPEG; 3 is a RAW in the burst and 9 its JPEG. */
const grouping = groupingOf([burst, bracket], [{ ids: [5, 6] }, { ids: [3, 9] }]);
const groupOf = (id: number) => grouping.groupOf.get(id);
const closed = (list: readonly number[], sections: { key: string; start: number }[] = []) =>
  layOut(framesOf(list, grouping), sections, (_, __, first) => first, groupOf);
const opened = (list: readonly number[], sections: { key: string; start: number }[] = []) =>
  layOut(framesOf(list, grouping), sections, () => undefined, groupOf);

describe('stacks', () => {
  it('stand where their first photo in the order of the list is, with their frames in the order of capture', () => {
    expect(closed([4, 3, 8, 1, 2, 7]).ids).toEqual([4, 3, 8]);
    expect(opened([4, 3, 8, 1, 2, 7]).ids).toEqual([4, 1, 2, 3, 7, 8]);
  });

  it('show files of one exposure once: by the one that stands for them, or the one that is there', () => {
    expect(closed([6, 4, 5]).ids).toEqual([4, 5]);
    expect(closed([6, 4]).ids).toEqual([6, 4]);
    // The JPEG of a frame stands in its burst where the RAW is filtered out.
    expect(opened([9, 2, 1]).ids).toEqual([1, 2, 9]);
    expect(opened([9, 3, 2, 1]).ids).toEqual([1, 2, 3]);
  });

  it('are no stack where a single frame is in view', () => {
    const { members } = framesOf([1, 4, 7], grouping);
    expect(members.size).toBe(0);
    expect(closed([1, 4, 7]).ids).toEqual([1, 4, 7]);
  });

  it('keep every photo but the folded ones, whatever the order', () => {
    let seed = 7;
    const next = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
    for (let round = 0; round < 200; round++) {
      const list = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        .sort(() => next() - 0.5)
        .slice(0, 3 + (round % 8));
      const frames = framesOf(list, grouping);
      expect([...opened(list).ids].sort()).toEqual([...frames.ids].sort());
      const folded = [...frames.members.values()].reduce((sum, { length }) => sum + length - 1, 0);
      expect(closed(list).ids).toHaveLength(frames.ids.length - folded);
    }
  });

  it('carry the days of the list over to what is shown', () => {
    const days = [
      { key: 'mon', start: 0 },
      { key: 'tue', start: 4 },
    ];
    expect(closed([4, 1, 2, 3, 10, 7, 8], days).sections).toEqual([
      { key: 'mon', start: 0 },
      { key: 'tue', start: 2 },
    ]);
    // A day of which all photos are folded into a stack of another has no heading.
    const folded = [...days, { key: 'wed', start: 5 }];
    expect(closed([4, 1, 2, 10, 3, 11], folded).sections).toEqual([
      { key: 'mon', start: 0 },
      { key: 'wed', start: 3 },
    ]);
  });
});

describe('a step from burst to burst', () => {
  const ids = [1, 2, 3, 4, 7, 8];
  const step = (from: number, delta: 1 | -1) => stepByRuns(ids, from, delta, groupOf);

  it('leads to the first frame of the next run, or of the one before', () => {
    expect([0, 1, 2].map((from) => step(from, 1))).toEqual([3, 3, 3]);
    expect(step(3, 1)).toBe(4);
    expect([3, 4, 5].map((from) => step(from, -1))).toEqual([0, 3, 3]);
  });

  it('stays at either end', () => {
    expect([4, 5].map((from) => step(from, 1))).toEqual([4, 5]);
    expect([0, 1, 2].map((from) => step(from, -1))).toEqual([0, 0, 0]);
  });
});

describe('what is being looked at', () => {
  it('keeps its place in a list that it has left', () => {
    expect(keepPlaces([1, 2, 3, 4], [1, 4], [3])).toEqual([1, 3, 4]);
    expect(keepPlaces([1, 2, 3], [3], [1])).toEqual([1, 3]);
    expect(keepPlaces([1, 2, 3], [3, 9, 2], [1])).toEqual([1, 3, 9, 2]);
  });
});
