import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  addPhotos,
  decoded,
  file,
  measurements,
  MODEL,
  newCatalogue,
  photo,
  scored,
} from './support.ts';

const OTHER = { id: 'other', version: '1' };
const A = { camera: 'NIKON Z 8', serial: '1' };

function library(names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']) {
  const test = newCatalogue();
  const ids = addPhotos(test.catalogue, names);
  const [a = 0, b = 0, c = 0, d = 0] = ids;
  return { ...test, ids, a, b, c, d };
}

const placed = (catalogue: ReturnType<typeof library>['catalogue']) =>
  Object.fromEntries(catalogue.placedPhotos().map(({ id, how, kind }) => [id, kind ?? how]));

describe('what the person has joined and parted', () => {
  it('is kept over restarts, moves and rescans', () => {
    const { catalogue, reopen, a, b, c } = library();
    const step = catalogue.regroup([{ ids: [a, b], how: 'merged', kind: 'burst' }]);
    expect(step).toEqual({
      summary: 'Joined 2 photos into one group',
      ids: [a, b],
      regrouped: true,
    });
    expect(catalogue.regroup([{ ids: [c], how: 'split' }]).summary).toBe(
      'Parted 1 photo from its group',
    );
    const root = catalogue.roots()[0]?.id ?? 0;
    catalogue.upsertFiles(root, [file('/photos/moved/a.jpg', 'a.jpg')]);
    catalogue.markUnseen(root, new Set(['/photos/moved/a.jpg', '/photos/b.jpg', '/photos/c.jpg']));
    const again = reopen();
    expect(placed(again)).toEqual({ [a]: 'burst', [b]: 'burst', [c]: 'split' });
    const [one, other] = again.placedPhotos();
    expect(one?.set).toBe(other?.set);
  });

  it('is undone and redone among verdicts, over restarts', () => {
    const { catalogue, reopen, a, b, c } = library();
    catalogue.regroup([{ ids: [a, b, c], how: 'merged' }]);
    catalogue.decide([{ id: a, change: { stars: 4 } }], { kind: 'person', scoreVisible: true });
    catalogue.regroup([
      { ids: [a], how: 'split' },
      { ids: [b], how: 'split' },
    ]);
    expect(catalogue.canUndo()).toBe('Parted 2 photos from their group');
    let again = reopen();
    expect(again.undo()).toEqual({
      summary: 'Parted 2 photos from their group',
      ids: [a, b],
      regrouped: true,
    });
    expect(placed(again)).toEqual({ [a]: 'merged', [b]: 'merged', [c]: 'merged' });
    expect(again.undo()).toEqual({ summary: '4 stars on 1 photo', ids: [a] });
    expect(again.undo().summary).toBe('Joined 3 photos into one group');
    expect(placed(again)).toEqual({});
    expect(photo(again, a).verdict.stars).toBe(0);
    again = reopen();
    expect(again.canRedo()).toBe('Joined 3 photos into one group');
    again.redo();
    again.redo();
    again.redo();
    expect(placed(again)).toEqual({ [a]: 'split', [b]: 'split', [c]: 'merged' });
    expect(photo(again, a).verdict.stars).toBe(4);
    expect(() => again.redo()).toThrow(expect.objectContaining({ code: 'nothing-to-redo' }));
    // It is no verdict.
    expect(again.detail(b)?.history).toEqual([]);
  });

  it('refuses an unknown photo, and keeps none of the step', () => {
    const { catalogue, a } = library();
    expect(() => catalogue.regroup([{ ids: [a, 999], how: 'merged' }])).toThrow(
      expect.objectContaining({ code: 'photo-unknown' }),
    );
    expect(placed(catalogue)).toEqual({});
    expect(catalogue.canUndo()).toBeUndefined();
    expect(catalogue.regroup([])).toEqual({ summary: 'No change', ids: [] });
    expect(catalogue.canUndo()).toBeUndefined();
  });
});

describe('cameras', () => {
  const at = (capturedAt: string, camera = A) => ({ exif: { ...camera, capturedAt } });
  const withTimes = () => {
    const test = library();
    const { catalogue, a, b, c, d } = test;
    catalogue.setDecoded([
      decoded(a, at('2024-06-01T23:59:00')),
      decoded(b, at('2024-06-01T23:59:30', { camera: 'SONY ILCE-7M4', serial: '2' })),
      decoded(c, at('2024-06-02T00:00:00')),
      decoded(d, { exif: { camera: 'Scanner' } }),
    ]);
    return test;
  };

  it('are listed with their photos, those without a serial number as one', () => {
    const { catalogue } = withTimes();
    expect(catalogue.cameras()).toEqual([
      { id: 1, name: 'NIKON Z 8', serial: '1', photos: 2, clockOffset: 0 },
      { id: 3, name: 'Scanner', photos: 1, clockOffset: 0 },
      { id: 2, name: 'SONY ILCE-7M4', serial: '2', photos: 1, clockOffset: 0 },
    ]);
    catalogue.markGone(['/photos/b.jpg']);
    expect(catalogue.cameras().map(({ name }) => name)).toEqual(['NIKON Z 8', 'Scanner']);
  });

  it('have clocks that can be corrected: order and days follow, over restarts and for new photos', () => {
    const { catalogue, reopen, a, b, c, d } = withTimes();
    const sort = { by: 'time', direction: 'ascending' } as const;
    expect(catalogue.query({ to: '2024-06-02' }, sort)).toEqual([a, b, c]);
    expect(catalogue.setCameraClock(2, 3600)).toEqual({
      ...{ id: 2, name: 'SONY ILCE-7M4', serial: '2', photos: 1, clockOffset: 3600 },
    });
    expect(catalogue.query({ to: '2024-06-02' }, sort)).toEqual([a, c, b]);
    expect(catalogue.query({ day: '2024-06-02' }, sort)).toEqual([c, b]);
    expect(catalogue.captures([a, b, d]).map(({ clockOffset }) => clockOffset)).toEqual([
      0, 3_600_000, 0,
    ]);
    expect(photo(catalogue, b).capturedAt).toBe('2024-06-02T00:59:30');
    expect(photo(catalogue, a).capturedAt).toBe('2024-06-01T23:59:00');
    // What the camera wrote stays what it wrote.
    expect(catalogue.detail(b)?.exif.capturedAt).toBe('2024-06-01T23:59:30');
    const again = reopen();
    again.setDecoded([
      decoded(b, at('2024-06-01T10:00:00', { camera: 'SONY ILCE-7M4', serial: '2' })),
    ]);
    expect(again.query({ to: '2024-06-02' }, sort)).toEqual([b, a, c]);
    again.setCameraClock(2, 51_000);
    expect(again.query({ to: '2024-06-02' }, sort)).toEqual([a, c, b]);
    again.setCameraClock(2, 0);
    expect(again.query({ day: '2024-06-01' }, sort)).toEqual([b, a]);
    expect(() => again.setCameraClock(77, 1)).toThrow(
      expect.objectContaining({ code: 'bad-request' }),
    );
  });

  it('show beforehand what another correction would change, and change nothing by it', () => {
    const { catalogue, a, b, c } = withTimes();
    catalogue.setCameraClock(2, 3600);
    const before = catalogue.days();
    expect(catalogue.clockPreview({ cameraId: 2, seconds: 0, index: 0 })).toEqual({
      photos: 1,
      otherDays: 1,
      looked: { id: b, before: '2024-06-02T00:59:30', after: '2024-06-01T23:59:30' },
      around: [
        { id: a, at: '2024-06-01T23:59:00', own: false },
        { id: b, at: '2024-06-01T23:59:30', own: true },
        { id: c, at: '2024-06-02T00:00:00', own: false },
      ],
    });
    // Of several the one that is asked for, with its own neighbours; none beyond the last.
    const nikon = catalogue.clockPreview({ cameraId: 1, seconds: 7200, index: 9 });
    expect(nikon.looked).toEqual({
      ...{ id: c, before: '2024-06-02T00:00:00', after: '2024-06-02T02:00:00' },
    });
    expect(nikon.around.map(({ id, own }) => [id, own])).toEqual([
      [b, false],
      [a, true],
      [c, true],
    ]);
    expect(nikon.otherDays).toBe(1);
    expect(catalogue.clockPreview({ cameraId: 3, seconds: 60, index: 0 })).toEqual({
      ...{ photos: 0, otherDays: 0, around: [] },
    });
    expect(catalogue.days()).toEqual(before);
    expect(catalogue.undo().summary).toBe('Corrected the clock of SONY ILCE-7M4 by +1:00:00');
  });
});

function forgetExifRead(catalogue: string): void {
  const database = new Database(catalogue);
  database.exec('UPDATE photo SET exif_read = 0');
  database.close();
}

describe('EXIF that an older Keepers read', () => {
  it('is due until it is read again, on drives that are there', () => {
    const { catalogue, reopen, a, b, c, file: database } = library();
    catalogue.setDecoded([decoded(a), decoded(b), decoded(c)]);
    catalogue.setFailed(c, { code: 'photo-damaged', message: 'x' });
    expect(catalogue.pendingExif(10)).toEqual([]);
    // As after the upgrade.
    forgetExifRead(database);
    const again = reopen();
    expect(again.pendingExif(10)).toEqual([a, b]);
    expect(again.pendingExif(1)).toEqual([a]);
    const root = again.roots()[0]?.id ?? 0;
    again.setRootOnline(root, false);
    expect(again.pendingExif(10)).toEqual([]);
    again.setRootOnline(root, true);
    again.setExif([
      { id: a, exif: { ...A, capturedAt: '2024-06-01T10:00:00', drive: 'continuous' } },
    ]);
    expect(again.pendingExif(10)).toEqual([b]);
    expect(again.detail(a)?.exif.drive).toBe('continuous');
    expect(photo(again, a)).toMatchObject({
      stage: 'decoded',
      capturedAt: '2024-06-01T10:00:00',
      width: 6000,
    });
    expect(again.cameras()).toHaveLength(1);
  });
});

describe('what grouping reads', () => {
  it('is how photos were taken, in the order asked, those that are there', () => {
    const { catalogue, a, b } = library();
    catalogue.setDecoded([decoded(b, { exif: A, width: 4000, height: 6000 })]);
    catalogue.markGone(['/photos/c.jpg']);
    expect(catalogue.captures([b, 3, a])).toEqual([
      {
        ...{ id: b, path: '/photos/b.jpg', folder: '/photos', name: 'b.jpg', format: 'jpeg' },
        ...{ exif: A, width: 4000, height: 6000, clockOffset: 0, hasContent: false },
      },
      {
        ...{ id: a, path: '/photos/a.jpg', folder: '/photos', name: 'a.jpg', format: 'jpeg' },
        ...{ exif: {}, hasContent: false },
      },
    ]);
  });

  it('is what was measured and scored of them', () => {
    const { catalogue, a, b, ids } = library();
    catalogue.setDecoded(ids.map((id) => decoded(id)));
    catalogue.setCurrentModel(MODEL);
    catalogue.setScored([scored(a, { aesthetic: 3.5 }), scored(b, { light: 2 })]);
    catalogue.setMeasured([{ id: b, measurements: measurements(1.5), warnings: [] }]);
    expect(catalogue.overallScores(ids)).toEqual(new Map([[a, 3.5]]));
    expect(catalogue.measurements(ids)).toEqual(new Map([[b, measurements(1.5)]]));
  });
});

describe('content embeddings', () => {
  const shown = (id: number, model: typeof MODEL, ...content: number[]) => ({
    ...scored(id, { aesthetic: 3 }, model),
    contentEmbedding: Float32Array.from(content),
  });

  it('are those of the model in use, also when a model comes back', () => {
    const { catalogue, reopen, a, b, ids } = library();
    catalogue.setDecoded(ids.map((id) => decoded(id)));
    catalogue.setCurrentModel(MODEL);
    catalogue.setScored([shown(a, MODEL, 1, 0), shown(b, MODEL, 0, 1)]);
    catalogue.setCurrentModel(OTHER);
    // Nothing until the other model has looked: the old ones could only be compared with each other.
    expect(catalogue.contentEmbeddings([a, b]).size).toBe(0);
    expect(catalogue.captures([a]).map(({ hasContent }) => hasContent)).toEqual([false]);
    catalogue.setScored([shown(a, OTHER, 0.5, 0.5, 0)]);
    expect(catalogue.contentEmbeddings([a, b])).toEqual(
      new Map([[a, Float32Array.of(0.5, 0.5, 0)]]),
    );
    // A → B → A: the scores shown are A's, and so are the embeddings.
    catalogue.setCurrentModel(MODEL);
    const again = reopen();
    expect(again.contentEmbeddings([a, b])).toEqual(
      new Map([
        [a, Float32Array.of(1, 0)],
        [b, Float32Array.of(0, 1)],
      ]),
    );
    expect(again.captures([a]).map(({ hasContent }) => hasContent)).toEqual([true]);
    // The two that no model has seen.
    expect(again.countPending('score', MODEL)).toBe(2);
    // What the other still had under way changes nothing.
    again.setScored([shown(b, OTHER, 1, 1, 1)]);
    expect(again.contentEmbeddings([b])).toEqual(new Map([[b, Float32Array.of(0, 1)]]));
    again.setCurrentModel(OTHER);
    expect(again.contentEmbeddings([b])).toEqual(new Map([[b, Float32Array.of(1, 1, 1)]]));
  });

  it('are replaced when a photo is scored again, and go with its contents', () => {
    const { catalogue, a, ids } = library();
    catalogue.setDecoded(ids.map((id) => decoded(id)));
    catalogue.setCurrentModel(MODEL);
    catalogue.setScored([shown(a, MODEL, 1, 0)]);
    catalogue.setScored([shown(a, MODEL, 0, 1)]);
    expect(catalogue.contentEmbeddings([a])).toEqual(new Map([[a, Float32Array.of(0, 1)]]));
    catalogue.setScored([scored(a, { aesthetic: 2 })]);
    expect(catalogue.contentEmbeddings([a]).size).toBe(0);
    catalogue.setScored([shown(a, MODEL, 1, 0)]);
    const root = catalogue.roots()[0]?.id ?? 0;
    catalogue.upsertFiles(root, [file('/photos/a.jpg', 'other contents', { modifiedAt: 5 })]);
    expect(catalogue.contentEmbeddings([a]).size).toBe(0);
  });
});
