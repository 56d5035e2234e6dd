import { describe, expect, it } from 'vitest';
import { addPhotos, decoded, newCatalogue, scored } from './support.ts';

const PERSON = { kind: 'person', scoreVisible: false } as const;
const BY_NAME = { by: 'name', direction: 'ascending' } as const;

/** A photo of two files, and one of one. */
function pairAndSingle() {
  const { catalogue, reopen } = newCatalogue();
  const [raw = 0, jpeg = 0, single = 0] = addPhotos(catalogue, ['a.cr3', 'a.jpg', 'b.jpg']);
  catalogue.setDecoded(
    [raw, jpeg, single].map((id) =>
      decoded(id, { exif: { camera: 'A', capturedAt: '2024-06-01T10:00:00' } }),
    ),
  );
  const camera = catalogue.cameras()[0]?.id ?? 0;
  return { catalogue, reopen, raw, jpeg, single, camera };
}

describe('the files of one exposure', () => {
  it('count as one photo everywhere, across a restart, until they are told apart again', () => {
    const { catalogue, reopen, raw, jpeg, single, camera } = pairAndSingle();
    const counts = (of = catalogue) => ({
      totals: of.totals().photos,
      days: of.days(),
      folders: of.folders().map(({ photos }) => photos),
      undecided: of.countMatching({ match: 'all', rules: [{ of: 'undecided' }] }),
      cameras: of.cameras().map(({ photos }) => photos),
      clock: of.clockPreview({ cameraId: camera, seconds: 3600, index: 0 }).photos,
    });
    const all = (photos: number) => ({
      totals: photos,
      days: [{ day: '2024-06-01', photos }],
      folders: [photos],
      undecided: photos,
      cameras: [photos],
      clock: photos,
    });
    expect(counts()).toEqual(all(3));
    expect(catalogue.setExposures([[raw, jpeg]])).toBe(true);
    expect(catalogue.setExposures([[raw, jpeg]])).toBe(false);
    expect(counts()).toEqual(all(2));
    expect(counts(reopen())).toEqual(all(2));
    const again = reopen();
    expect(again.setExposures([[jpeg, raw]])).toBe(true);
    expect(counts(again)).toEqual(all(2));
    expect(again.setExposures([])).toBe(true);
    expect(counts(again)).toEqual(all(3));
    expect(single).toBeGreaterThan(0);
  });

  it('are one photo in the distribution and in percentiles, by the file that stands for it', () => {
    const { catalogue, raw, jpeg, single } = pairAndSingle();
    catalogue.setScored(
      [raw, jpeg, single].map((id, at) => scored(id, { aesthetic: [2, 3, 4][at] ?? 0 })),
    );
    const figures = () => ({
      curve: catalogue.distribution('aesthetic', 4),
      library: catalogue.percentiles(single),
      shoot: catalogue.percentiles(single, 'shoot'),
    });
    const among = (over: number, aesthetic: number) => ({ values: { aesthetic }, over });
    expect(figures()).toMatchObject({
      curve: { bins: [0, 1, 1, 1], total: 3, median: 3 },
      library: { over: 3 },
      shoot: { over: 3 },
    });
    catalogue.setExposures([[raw, jpeg]]);
    expect(figures()).toEqual({
      curve: { of: 'aesthetic', bins: [0, 1, 0, 1], total: 2, median: 3 },
      library: among(2, 75),
      shoot: among(2, 75),
    });
    expect(catalogue.percentiles(raw)).toEqual(among(2, 25));
  });

  it('have one verdict in filters and collections, whichever of them it was given to', () => {
    const { catalogue, raw, jpeg, single } = pairAndSingle();
    catalogue.decide([{ id: jpeg, change: { stars: 3, flag: 'pick', color: 'red' } }], PERSON);
    const stars = { stars: { min: 3, max: 5 } };
    expect(catalogue.query(stars, BY_NAME)).toEqual([jpeg]);
    catalogue.setExposures([[raw, jpeg]]);
    for (const filter of [stars, { flags: ['pick' as const] }, { colors: ['red' as const] }]) {
      expect(catalogue.query(filter, BY_NAME)).toEqual([raw, jpeg]);
    }
    expect(catalogue.query({ stars: { min: 0, max: 0 }, flags: ['none'] }, BY_NAME)).toEqual([
      single,
    ]);
    expect(catalogue.query({ collection: 'undecided' }, BY_NAME)).toEqual([single]);
    expect(catalogue.query({ collection: 'picks' }, BY_NAME)).toEqual([raw, jpeg]);
    expect(catalogue.query({}, { by: 'stars', direction: 'descending' })).toEqual([
      raw,
      jpeg,
      single,
    ]);
    // Where both were judged, the one that stands for them is believed.
    catalogue.decide([{ id: raw, change: { stars: 1 } }], PERSON);
    expect(catalogue.query(stars, BY_NAME)).toEqual([]);
    expect(catalogue.query({ stars: { min: 1, max: 1 } }, BY_NAME)).toEqual([raw, jpeg]);
  });

  it('are one photo in what is said of a step, also where one of them had a verdict before', () => {
    const { catalogue, raw, jpeg, single } = pairAndSingle();
    catalogue.decide([{ id: jpeg, change: { stars: 1 } }], PERSON);
    catalogue.setExposures([[raw, jpeg]]);
    const change = { stars: 3 } as const;
    const give = (ids: number[]) =>
      catalogue.decide(
        ids.map((id) => ({ id, change })),
        PERSON,
      );
    expect(give([raw, jpeg])).toMatchObject({ summary: '3 stars on 1 photo', ids: [raw, jpeg] });
    expect(give([raw, jpeg, single]).summary).toBe('3 stars on 1 photo');
    expect(catalogue.undo().summary).toBe('3 stars on 1 photo');
    const [, step] = catalogue.history({ limit: 2, sidecars: false }).steps.toReversed();
    expect(step).toMatchObject({ photos: 1, ids: [single] });
    expect(catalogue.regroup([{ ids: [raw, jpeg, single], how: 'merged' }]).summary).toBe(
      'Joined 2 photos into one group',
    );
    const [joined] = catalogue.history({ limit: 1, sidecars: false }).steps;
    expect(joined).toMatchObject({ photos: 2, ids: [raw, single] });
    const changes = [
      { id: raw, change: { flag: 'reject' as const } },
      { id: jpeg, change: { flag: 'reject' as const } },
      { id: single, change: { flag: 'pick' as const } },
    ];
    expect(catalogue.decide(changes, PERSON).summary).toBe('Rejected 1 photo, picked 1 photo');
  });
});
