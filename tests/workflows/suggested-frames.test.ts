import { describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../src-main/catalogue/types.ts';
import { variedPhotos } from '../../src-main/workflows/group-actions.ts';
import type { Grouped } from '../../src-main/workflows/library-groups.ts';
import { SuggestedFrames } from '../../src-main/workflows/suggested-frames.ts';
import type { Photo } from '../../src-shared/bridge.ts';
import type { Measurements } from '../../src-shared/photo.ts';
import { photo } from './grouping/support.ts';

/** Frames 1 and 2 are a burst, 3 and 4 another, 5 is alone: score and blur of each. */
const FRAMES: readonly (readonly [number, number])[] = [
  [4, 6],
  [3, 0.5],
  [3.4, 0.5],
  [3.3, 6],
  [3.5, 0.5],
];

function shoot() {
  const frames = FRAMES.map(([score, focus], at) => ({ id: at + 1, score, focus, seen: true }));
  const read: number[][] = [];
  const catalogue = {
    query: () => frames.map(({ id }) => id),
    photos: (ids: readonly number[]) => {
      read.push([...ids]);
      return ids.map((id) => {
        const frame = frames[id - 1];
        const score = { values: { aesthetic: frame?.score }, model: { id: 'm', version: '1' } };
        return { id, stage: frame?.seen === true ? 'measured' : 'seen', score } as Photo;
      });
    },
    measurements: (ids: readonly number[]) =>
      new Map(
        ids.map((id) => [
          id,
          {
            focus: frames[id - 1]?.focus,
            motion: { length: 0, angle: 0, confidence: 0 },
            measuredAt: { width: 6000, height: 4000 },
          } as Measurements,
        ]),
      ),
    contentEmbeddings: () => new Map<number, Float32Array>(),
    overallScores: (ids: readonly number[]) =>
      new Map(ids.map((id) => [id, frames[id - 1]?.score ?? 0])),
  };
  const captures = new Map<number, CaptureRecord>(
    frames.map(({ id }) => [
      id,
      { ...photo(`/a/${id}.jpg`, id * 3600), id, hasContent: false } as CaptureRecord,
    ]),
  );
  const groups = [
    [1, 2],
    [3, 4],
  ].map((ids) => ({
    kind: 'burst' as const,
    manual: false,
    photos: ids.flatMap((id) => captures.get(id) ?? []),
  }));
  const grouped: Grouped = {
    groups,
    pairs: [],
    groupOf: new Map(groups.flatMap((group) => group.photos.map(({ id }) => [id, group]))),
    pairOf: new Map(),
    captures,
  };
  return { frames, catalogue, grouped, read };
}

describe('the best that are not all alike', () => {
  it('are in the order of their scores, also where the suggested frame of a burst stands for a better one', () => {
    const { catalogue, grouped } = shoot();
    const model = { abilities: {}, similarity: { unrelated: 0.5, duplicates: 0.9 } };
    const { ids } = variedPhotos(grouped, undefined, { filter: {}, top: 50 }, catalogue, model);
    // The first burst was chosen for frame 1, which is out of focus.
    expect(ids).toEqual([5, 3, 2]);
  });
});

describe('the suggested frames of a library', () => {
  it('are looked for once, and again where a frame has changed or been looked at at last', async () => {
    const { frames, catalogue, grouped, read } = shoot();
    const [, , , fourth] = frames;
    if (fourth !== undefined) fourth.seen = false;
    const suggested = new SuggestedFrames(catalogue, () => undefined);
    // Of the second burst a frame is yet to be looked at.
    expect(await suggested.of(grouped)).toEqual([2]);
    expect(await suggested.of(grouped)).toEqual([2]);
    expect(read).toEqual([[1, 2, 3, 4]]);
    if (fourth !== undefined) fourth.seen = true;
    suggested.photosChanged([4]);
    expect(await suggested.of(grouped)).toEqual([2, 3]);
    expect(read.slice(1)).toEqual([[3, 4]]);
    suggested.forget();
    expect(await suggested.of(grouped)).toEqual([2, 3]);
    expect(read.slice(2)).toEqual([[1, 2, 3, 4]]);
  });
});
