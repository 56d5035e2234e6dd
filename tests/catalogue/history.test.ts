import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Rules } from '../../src-shared/collection.ts';
import { addCameraPhotos, MODEL, newCatalogue, photo, scored } from './support.ts';

const RULES: Rules = { match: 'all', rules: [{ of: 'stars', min: 4 }] };
const all = { limit: 500, sidecars: true };

function withSteps() {
  const test = newCatalogue();
  const { catalogue } = test;
  const ids = addCameraPhotos(catalogue);
  const [a = 0, b = 0, c = 0] = ids;
  catalogue.setCurrentModel(MODEL);
  catalogue.setScored([scored(a, { aesthetic: 3.25 }), scored(b, { aesthetic: 4 })]);
  catalogue.decide([{ id: a, change: { stars: 3 } }], {
    ...{ kind: 'person', scoreVisible: true, reason: 'key' },
  });
  catalogue.decide(
    [a, b].map((id) => ({ id, change: { flag: id === a ? 'pick' : 'reject' } })),
    { kind: 'person', scoreVisible: false, reason: 'keep-one' },
  );
  catalogue.regroup([{ ids: [a, b, c], how: 'merged' }]);
  const collection = catalogue.addCollection({ name: 'Best', rules: RULES });
  catalogue.setCameraClock(1, 3600);
  catalogue.decide([{ id: c, change: { stars: 5 } }], { kind: 'sidecar' });
  return { ...test, ids, a, b, c, collection };
}

describe('the history', () => {
  it('lists every step with what it did, why, on which photos, and what was known then', () => {
    const { catalogue, ids, a, b, c } = withSteps();
    catalogue.undo();
    const { steps, total } = catalogue.history(all);
    expect(total).toBe(7);
    expect(steps.map(({ at, ...step }) => (void at, step))).toEqual([
      {
        ...{ id: 7, reason: 'undo', summary: 'Corrected the clock of A by +1:00:00' },
        ...{ photos: 6, ids, undone: false },
      },
      {
        ...{ id: 6, reason: 'sidecar', summary: '5 stars on 1 photo', photos: 1, ids: [c] },
        undone: false,
      },
      {
        ...{ id: 5, reason: 'clock', summary: 'Corrected the clock of A by +1:00:00' },
        ...{ photos: 6, ids, undone: true },
      },
      {
        ...{ id: 4, reason: 'collection', summary: 'Made the collection “Best”' },
        ...{ photos: 0, ids: [], undone: false },
      },
      {
        ...{ id: 3, reason: 'merge', summary: 'Joined 3 photos into one group' },
        ...{ photos: 3, ids: [a, b, c], undone: false },
      },
      {
        ...{ id: 2, reason: 'keep-one', summary: 'Picked 1 photo, rejected 1 photo' },
        ...{ photos: 2, ids: [a, b], undone: false, scoreVisible: false },
      },
      {
        ...{ id: 1, reason: 'key', summary: '3 stars on 1 photo', photos: 1, ids: [a] },
        ...{ undone: false, scoreVisible: true, score: { value: 3.25, model: MODEL } },
      },
    ]);
    for (const [index, { at }] of steps.entries()) {
      expect(at).toBeGreaterThan(steps[index + 1]?.at ?? 0);
    }
    expect(catalogue.detail(a)?.history.map(({ reason }) => reason)).toEqual(['keep-one', 'key']);
  });

  it('comes in pages, and without sidecars where they are not asked for', () => {
    const { catalogue } = withSteps();
    const first = catalogue.history({ limit: 2, sidecars: false });
    expect(first.total).toBe(5);
    expect(first.steps.map(({ id }) => id)).toEqual([5, 4]);
    const second = catalogue.history({ limit: 2, sidecars: false, before: 4 });
    expect(second.steps.map(({ id }) => id)).toEqual([3, 2]);
  });

  it('shows no picture of photos that are gone, and says nothing of a reason nobody wrote down', () => {
    const { catalogue, file, a, b } = withSteps();
    catalogue.markGone(['/photos/0.jpg']);
    const [step] = catalogue.history({ limit: 1, sidecars: true, before: 3 }).steps;
    expect(step).toMatchObject({ photos: 2, ids: [b] });
    catalogue.decide([{ id: a, change: { stars: 1 } }], { kind: 'person', scoreVisible: false });
    expect(catalogue.history(all).steps[0]?.reason).toBeUndefined();
    const database = new Database(file, { readonly: true });
    expect(database.prepare('SELECT count(*) FROM batch').pluck().get()).toBe(7);
    database.close();
  });
});

describe('restoring a point', () => {
  it('gives everything that steps change back, as one step that undo takes back', () => {
    const { catalogue, a, b, c, collection, reopen } = withSteps();
    const restored = catalogue.restore(1);
    expect(restored.summary).toBe('Went back to “3 stars on 1 photo”');
    expect(new Set(restored.ids)).toEqual(new Set([a, b, c]));
    expect(restored).toMatchObject({ regrouped: true, clocks: true });
    expect(photo(catalogue, a).verdict).toEqual({ stars: 3, flag: 'none', color: 'none' });
    expect(photo(catalogue, b).verdict.flag).toBe('none');
    expect(photo(catalogue, a).sidecar).toBe('pending');
    expect(catalogue.placedPhotos()).toEqual([]);
    expect(catalogue.collections()).toEqual([]);
    expect(catalogue.cameras()[0]?.clockOffset).toBe(0);
    // What another program wrote is no step.
    expect(photo(catalogue, c).verdict.stars).toBe(5);
    expect(
      catalogue
        .history(all)
        .steps.filter(({ undone }) => undone)
        .map(({ id }) => id),
    ).toEqual([5, 4, 3, 2]);

    const again = reopen();
    expect(again.canUndo()).toBe('Went back to “3 stars on 1 photo”');
    again.undo();
    expect(photo(again, a).verdict.flag).toBe('pick');
    expect(again.placedPhotos()).toHaveLength(3);
    expect(again.collections()).toEqual([{ id: collection, name: 'Best', rules: RULES }]);
    expect(again.cameras()[0]?.clockOffset).toBe(3600);
    again.redo();
    expect(photo(again, a).verdict.flag).toBe('none');
    expect(again.collections()).toEqual([]);
  });

  it('reaches the beginning, and points that were restored themselves', () => {
    const { catalogue, a } = withSteps();
    expect(catalogue.restore(0).summary).toBe('Went back to the beginning');
    expect(photo(catalogue, a).verdict).toEqual({ stars: 0, flag: 'none', color: 'none' });
    catalogue.restore(2);
    expect(photo(catalogue, a).verdict).toEqual({ stars: 3, flag: 'pick', color: 'none' });
    const beginning = catalogue.history(all).steps.find(({ summary }) => /beginning/.test(summary));
    expect(catalogue.restore(beginning?.id ?? 0).summary).toBe('Went back to the beginning');
    expect(photo(catalogue, a).verdict.stars).toBe(0);
  });

  it('is no step where nothing has changed since, and refuses a point that is not there', () => {
    const { catalogue } = withSteps();
    const { total } = catalogue.history(all);
    expect(catalogue.restore(6)).toEqual({ summary: 'No change', ids: [] });
    expect(catalogue.history(all).total).toBe(total);
    expect(() => catalogue.restore(99)).toThrow(
      expect.objectContaining({ code: 'history-unknown' }),
    );
  });
});
