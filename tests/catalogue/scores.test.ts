import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { addPhotos, decoded, MODEL, newCatalogue, photo, scored } from './support.ts';

const NEWER = { id: 'model', version: '2' };
const OTHER = { id: 'other', version: '1' };

function withDecoded(names: readonly string[]) {
  const test = newCatalogue();
  const ids = addPhotos(test.catalogue, names);
  test.catalogue.setDecoded(ids.map((id) => decoded(id)));
  test.catalogue.setCurrentModel(MODEL);
  return { ...test, ids };
}

describe('scores', () => {
  it('give what the model gave, and nothing else', () => {
    const { catalogue, ids } = withDecoded(['a.jpg', 'b.jpg']);
    const [a = 0, b = 0] = ids;
    const score = { values: { aesthetic: 3, light: 2.5 }, model: MODEL, provider: 'cpu' };
    catalogue.setScored([
      scored(a, { aesthetic: 4.125 }),
      { id: b, score, features: new Float32Array(0) },
    ]);
    expect(photo(catalogue, a).score).toEqual({
      values: { aesthetic: 4.125 },
      spread: 0.5,
      model: MODEL,
      provider: 'cpu',
    });
    expect(photo(catalogue, b).score).toEqual({
      values: { aesthetic: 3, light: 2.5 },
      model: MODEL,
      provider: 'cpu',
    });
    expect(photo(catalogue, a)).not.toHaveProperty('scoreStale');
  });

  it('stay visible, marked stale, until the new model has scored the photo', () => {
    const { catalogue, ids, reopen } = withDecoded(['a.jpg', 'b.jpg', 'c.jpg']);
    const [a = 0, b = 0, c = 0] = ids;
    catalogue.setScored([scored(a, { aesthetic: 2 }), scored(b, { aesthetic: 3 })]);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([c]);
    catalogue.setCurrentModel(NEWER);
    expect(catalogue.pending('score', NEWER, 10)).toEqual([a, b, c]);
    expect(photo(catalogue, a)).toMatchObject({ score: { model: MODEL }, scoreStale: true });
    catalogue.setScored([scored(a, { aesthetic: 4 }, NEWER)]);
    expect(photo(catalogue, a).score).toMatchObject({ values: { aesthetic: 4 }, model: NEWER });
    expect(photo(catalogue, a)).not.toHaveProperty('scoreStale');
    // What the old model still had under way does not come back over the new score.
    catalogue.setScored([scored(a, { aesthetic: 2.5 }), scored(c, { aesthetic: 5 })]);
    expect(photo(catalogue, a).score?.model).toEqual(NEWER);
    expect(photo(catalogue, c)).toMatchObject({ score: { model: MODEL }, scoreStale: true });
    // The order is by what is shown.
    const sort = { by: 'aesthetic', direction: 'descending' } as const;
    expect(catalogue.query({}, sort)).toEqual([c, a, b]);
    const again = reopen();
    expect(again.pending('score', NEWER, 10)).toEqual([b, c]);
    expect(again.countPending('score', NEWER)).toBe(2);
    expect(again.totals().scored).toBe(3);
  });

  it('of a model that comes back are shown again without scoring', () => {
    const { catalogue, ids } = withDecoded(['a.jpg', 'b.jpg']);
    const [a = 0, b = 0] = ids;
    catalogue.setScored([scored(a, { aesthetic: 2 }), scored(b, { aesthetic: 3 })]);
    catalogue.setCurrentModel(OTHER);
    catalogue.setScored([scored(a, { aesthetic: 5 }, OTHER)]);
    catalogue.setCurrentModel(MODEL);
    expect(catalogue.photos([a, b]).map(({ score }) => score?.values.aesthetic)).toEqual([2, 3]);
    expect(catalogue.countPending('score', MODEL)).toBe(0);
    // What the other model still had under way changes nothing.
    catalogue.setScored([scored(a, { aesthetic: 4.5 }, OTHER)]);
    expect(photo(catalogue, a).score?.model).toEqual(MODEL);
    catalogue.setCurrentModel(NEWER);
    // The newest older one: OTHER was met after MODEL.
    expect(photo(catalogue, a).score?.model).toEqual(OTHER);
    expect(photo(catalogue, b).score?.model).toEqual(MODEL);
  });

  it('may be asked for of a model that is not the current one', () => {
    const { catalogue, ids } = withDecoded(['a.jpg', 'b.jpg']);
    const [a = 0, b = 0] = ids;
    catalogue.setScored([scored(a, { aesthetic: 2 })]);
    expect(catalogue.pending('score', OTHER, 10)).toEqual([a, b]);
    catalogue.setCurrentModel(OTHER);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([b]);
    expect(catalogue.pending('score', undefined, 10)).toEqual([]);
    expect(catalogue.countPending('score', undefined)).toBe(0);
  });

  it('come with their embeddings, the features of the shown model alone', () => {
    const { catalogue, file, ids } = withDecoded(['a.jpg']);
    const [a = 0] = ids;
    const embedding = () => {
      const database = new Database(file, { readonly: true });
      const row = database
        .prepare<[], { model_id: number; features: Buffer }>(
          'SELECT model_id, features FROM embedding',
        )
        .get();
      database.close();
      return row;
    };
    // A view into a larger buffer, as a batch's results are.
    const batch = Float32Array.of(9, 1, -2.5, 9);
    catalogue.setScored([
      {
        ...scored(a, { aesthetic: 2 }),
        features: batch.subarray(1, 3),
        contentEmbedding: Float32Array.of(7),
      },
    ]);
    const first = embedding();
    expect(first?.features).toHaveLength(8);
    expect([first?.features.readFloatLE(0), first?.features.readFloatLE(4)]).toEqual([1, -2.5]);
    expect(catalogue.contentEmbeddings([a])).toEqual(new Map([[a, Float32Array.of(7)]]));
    catalogue.setCurrentModel(NEWER);
    catalogue.setScored([scored(a, { aesthetic: 3 }, NEWER)]);
    catalogue.setScored([scored(a, { aesthetic: 2 })]);
    expect(embedding()?.model_id).not.toBe(first?.model_id);
    expect(embedding()?.features).toHaveLength(12);
  });

  it('of an unknown photo are refused, and none of the batch is kept', () => {
    const { catalogue, ids } = withDecoded(['a.jpg']);
    const [a = 0] = ids;
    expect(() =>
      catalogue.setScored([scored(a, { aesthetic: 2 }), scored(99, { aesthetic: 2 })]),
    ).toThrow(expect.objectContaining({ code: 'photo-unknown' }));
    expect(photo(catalogue, a)).not.toHaveProperty('score');
  });
});

describe('percentiles', () => {
  it('are the share below and half of those level, among the same model’s photos', () => {
    const { catalogue, ids } = withDecoded(['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.jpg`));
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = ids;
    catalogue.setScored([
      scored(a, { aesthetic: 1, light: 4 }),
      scored(b, { aesthetic: 2 }),
      scored(c, { aesthetic: 2, light: 2 }),
      scored(d, { aesthetic: 5 }),
      scored(e, { aesthetic: 4.5 }),
    ]);
    catalogue.markGone(['/photos/e.jpg']);
    // Of four: one below and two level with it.
    expect(catalogue.percentiles(b)).toEqual({ values: { aesthetic: 50 }, over: 4 });
    expect(catalogue.percentiles(d).values.aesthetic).toBe(87.5);
    // Of the two that have it.
    expect(catalogue.percentiles(a).values).toEqual({ aesthetic: 12.5, light: 75 });
    catalogue.setRootOnline(catalogue.roots()[0]?.id ?? 0, false);
    expect(catalogue.percentiles(d).over).toBe(4);
    catalogue.setCurrentModel(NEWER);
    catalogue.setScored([scored(d, { aesthetic: 1.5 }, NEWER)]);
    expect(catalogue.percentiles(d)).toEqual({ values: { aesthetic: 50 }, over: 1 });
    expect(catalogue.percentiles(a).over).toBe(4);
    expect(catalogue.percentiles(e)).toEqual({ values: {}, over: 0 });
  });
});

describe('percentiles of a shoot', () => {
  it('are taken over the photos of its folder that were taken on its day', () => {
    const names = ['one/a', 'one/b', 'one/c', 'one/d', 'two/e'].map((name) => `${name}.jpg`);
    const { catalogue, ids } = withDecoded(names);
    const days = ['2024-05-01', '2024-05-01', '2024-05-02', '2024-05-01', '2024-05-01'];
    catalogue.setDecoded(
      ids.map((id, at) => decoded(id, { exif: { capturedAt: `${days[at] ?? ''}T12:00:00` } })),
    );
    const [a = 0, b = 0, c = 0] = ids;
    // The fourth of that folder and day is not scored yet.
    catalogue.setScored(
      [1, 2, 3, undefined, 5].flatMap((aesthetic, at) =>
        aesthetic === undefined ? [] : [scored(ids[at] ?? 0, { aesthetic })],
      ),
    );
    expect(catalogue.percentiles(b, 'shoot')).toEqual({ values: { aesthetic: 75 }, over: 2 });
    expect(catalogue.percentiles(a, 'shoot')).toEqual({ values: { aesthetic: 25 }, over: 2 });
    expect(catalogue.percentiles(c, 'shoot')).toEqual({ values: { aesthetic: 50 }, over: 1 });
    expect(catalogue.percentiles(b)).toEqual({ values: { aesthetic: 37.5 }, over: 4 });
  });
});

describe('the place of scores that are in no library', () => {
  it('is found among the photos that the same model has scored', () => {
    const { catalogue, ids } = withDecoded(['a', 'b', 'c', 'd'].map((name) => `${name}.jpg`));
    catalogue.setScored(
      [1, 2, 3, 4].map((aesthetic, at) =>
        scored(ids[at] ?? 0, { aesthetic, ...(at < 2 && { light: 2 }) }),
      ),
    );
    expect(catalogue.placesOf({ aesthetic: 2.5, light: 2, color: 3 }, MODEL)).toEqual({
      values: { aesthetic: 50, light: 50 },
      over: 4,
    });
    expect(catalogue.placesOf({ aesthetic: 4 }, MODEL).values.aesthetic).toBe(87.5);
    expect(catalogue.placesOf({ aesthetic: 2.5 }, NEWER)).toEqual({ values: {}, over: 0 });
  });
});

describe('the distribution', () => {
  it('counts equal bins from 1 to 5, ends included, with its median', () => {
    const { catalogue, ids } = withDecoded(['a', 'b', 'c', 'd'].map((name) => `${name}.jpg`));
    expect(catalogue.distribution('aesthetic', 4)).toEqual({
      of: 'aesthetic',
      bins: [0, 0, 0, 0],
      total: 0,
    });
    const values = [1, 1.999, 2, 5];
    catalogue.setScored(ids.map((id, index) => scored(id, { aesthetic: values[index] ?? 0 })));
    expect(catalogue.distribution('aesthetic', 4)).toEqual({
      of: 'aesthetic',
      bins: [2, 1, 0, 1],
      total: 4,
      median: 1.9995,
    });
    catalogue.markGone(['/photos/a.jpg']);
    expect(catalogue.distribution('aesthetic', 4)).toMatchObject({ total: 3, median: 2 });
    expect(catalogue.distribution('light', 4).total).toBe(0);
    // Until the new model has scored anything, the old one's.
    catalogue.setCurrentModel(NEWER);
    expect(catalogue.distribution('aesthetic', 4).total).toBe(3);
    catalogue.setScored([scored(ids[1] ?? 0, { aesthetic: 3 }, NEWER)]);
    expect(catalogue.distribution('aesthetic', 4)).toMatchObject({ total: 1, median: 3 });
  });
});
