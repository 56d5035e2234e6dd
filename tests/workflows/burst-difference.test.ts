import { describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../src-main/catalogue/types.ts';
import { burstDifference } from '../../src-main/workflows/burst-difference.ts';
import type { Grouped } from '../../src-main/workflows/library-groups.ts';
import type { Photo } from '../../src-shared/bridge.ts';
import type { GroupKind } from '../../src-shared/group.ts';
import type { Measurements } from '../../src-shared/photo.ts';
import { photo } from './grouping/support.ts';

/** A burst of three, of which the second is sharpest and the third leans; 12 is the RAW of the second. */
function burst(kind: GroupKind = 'burst', stage: Photo['stage'] = 'measured') {
  const known = new Map([
    [1, { focus: 3, leans: 0 }],
    [2, { focus: 1, leans: 0 }],
    [3, { focus: 1.6, leans: 1.8 }],
    [12, { focus: 1, leans: 0 }],
  ]);
  const captures = new Map<number, CaptureRecord>(
    [...known.keys()].map((id) => [
      id,
      { ...photo(`/a/${id}.jpg`, id), id, hasContent: false } as CaptureRecord,
    ]),
  );
  const at = (id: number) => captures.get(id) as CaptureRecord;
  const group = { kind, manual: false, photos: [at(1), at(2), at(3)] };
  const pair = { photos: [at(2), at(12)] as [CaptureRecord, CaptureRecord] };
  const grouped: Grouped = {
    groups: [group],
    pairs: [pair],
    groupOf: new Map([1, 2, 3, 12].map((id) => [id, group])),
    pairOf: new Map([2, 12].map((id) => [id, pair])),
    captures,
  };
  const catalogue = {
    photos: (ids: readonly number[]) =>
      ids.map((id) => ({ id, stage: id === 3 ? stage : 'measured' }) as Photo),
    measurements: (ids: readonly number[]) =>
      new Map(
        ids.map((id) => [
          id,
          {
            focus: known.get(id)?.focus,
            motion: { length: 0, angle: 0, confidence: 0 },
            horizon: { degrees: known.get(id)?.leans ?? 0, confidence: 1 },
            ...{ clippedHighlights: 0, clippedShadows: 0 },
            measuredAt: { width: 6000, height: 4000 },
          } as Measurements,
        ]),
      ),
  };
  return (id: number) => burstDifference(grouped, id, catalogue, undefined);
}

describe('a frame of a burst', () => {
  it('is held against the suggested one', () => {
    expect(burst()(3)).toMatchObject({
      ...{ isBest: false, other: 2 },
      words: 'Softer, and the horizon leans 1.8°.',
    });
    expect(burst()(1)).toMatchObject({ other: 2, words: 'Much softer.' });
  });

  it('that is suggested is held against the next best, whichever of its files is asked about', () => {
    const expected = { isBest: true, other: 3, words: 'Sharper and straighter.' };
    expect(burst()(2)).toMatchObject(expected);
    expect(burst()(12)).toEqual(burst()(2));
  });

  it('is held against nothing in a set, alone, or before all frames have been measured', () => {
    expect(burst('bracket')(3)).toBeUndefined();
    expect(burst()(99)).toBeUndefined();
    expect(burst('burst', 'decoded')(1)).toBeUndefined();
  });
});
