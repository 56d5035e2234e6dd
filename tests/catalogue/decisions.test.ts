import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { VerdictChange } from '../../src-shared/verdict.ts';
import { addPhotos, file, MODEL, newCatalogue, photo, scored } from './support.ts';

const PERSON = { kind: 'person', scoreVisible: false } as const;
const SIDECAR = { kind: 'sidecar' } as const;

function withPhotos() {
  const test = newCatalogue();
  const ids = addPhotos(test.catalogue, ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
  const [a = 0, b = 0, c = 0, d = 0] = ids;
  const decide = (list: readonly number[], change: VerdictChange) =>
    test.catalogue.decide(
      list.map((id) => ({ id, change })),
      PERSON,
    );
  return { ...test, ids, a, b, c, d, decide };
}

describe('decisions', () => {
  it('change only what they name, and wait for their sidecar', () => {
    const { catalogue, a, decide } = withPhotos();
    decide([a], { stars: 3, color: 'red' });
    decide([a], { flag: 'reject' });
    expect(photo(catalogue, a)).toMatchObject({
      verdict: { stars: 3, flag: 'reject', color: 'red' },
      sidecar: 'pending',
    });
  });

  it('say in plain words what they did', () => {
    const { catalogue, ids, a, b, decide } = withPhotos();
    expect(decide([a, b], { stars: 3 }).summary).toBe('3 stars on 2 photos');
    expect(decide([a], { stars: 1 }).summary).toBe('1 star on 1 photo');
    expect(decide([a], { flag: 'reject' }).summary).toBe('Rejected 1 photo');
    expect(decide(ids, { flag: 'pick' }).summary).toBe('Picked 4 photos');
    expect(decide(ids, { flag: 'none' }).summary).toBe('Cleared the flag of 4 photos');
    expect(decide([a], { color: 'red' }).summary).toBe('Red label on 1 photo');
    expect(decide([a], { color: 'none' }).summary).toBe('Cleared the label of 1 photo');
    expect(decide([a, b], { stars: 0 }).summary).toBe('Cleared the stars of 2 photos');
    expect(decide([a, b], { stars: 5, flag: 'reject' }).summary).toBe(
      '5 stars on 2 photos, rejected 2 photos',
    );
    const many = ids.map((id, index) => ({ id, change: { stars: (index + 1) as 1 | 2 | 3 | 4 } }));
    expect(catalogue.decide(many, PERSON).summary).toBe('Changed 4 photos');
  });

  it('count what really changed', () => {
    const { catalogue, a, b, decide } = withPhotos();
    decide([a], { stars: 3 });
    expect(decide([a, b], { stars: 3 })).toEqual({ summary: '3 stars on 1 photo', ids: [b] });
    expect(decide([a, b], { stars: 3 })).toEqual({ summary: 'No change', ids: [] });
    expect(catalogue.detail(a)?.history).toHaveLength(1);
  });

  it('are all kept or none', () => {
    const { catalogue, a } = withPhotos();
    const changes = [a, 999].map((id) => ({ id, change: { stars: 3 } as const }));
    expect(() => catalogue.decide(changes, PERSON)).toThrow(
      expect.objectContaining({ code: 'photo-unknown' }),
    );
    expect(photo(catalogue, a).verdict.stars).toBe(0);
    expect(catalogue.canUndo()).toBeUndefined();
  });

  it('keep the score that was known at the time, and whether it was visible', () => {
    const { catalogue, file: path, a } = withPhotos();
    catalogue.setCurrentModel(MODEL);
    catalogue.decide([{ id: a, change: { stars: 1 } }], PERSON);
    catalogue.setScored([scored(a, { aesthetic: 3.25 })]);
    catalogue.decide([{ id: a, change: { stars: 2 } }], { kind: 'person', scoreVisible: true });
    catalogue.decide([{ id: a, change: { stars: 3 } }], SIDECAR);
    const database = new Database(path, { readonly: true });
    const rows = database
      .prepare(
        `SELECT kind, score_visible, model.name, model.version, aesthetic FROM decision
         JOIN batch ON batch.id = batch_id LEFT JOIN model ON model.id = model_id ORDER BY decision.id`,
      )
      .raw()
      .all();
    database.close();
    expect(rows).toEqual([
      ['decision', 0, null, null, null],
      ['decision', 1, 'model', '1', 3.25],
      ['sidecar', null, 'model', '1', 3.25],
    ]);
  });

  it('make a photo’s history, newest first', () => {
    const { catalogue, a, decide } = withPhotos();
    decide([a], { stars: 2 });
    decide([a], { flag: 'pick' });
    catalogue.undo();
    catalogue.redo();
    catalogue.decide([{ id: a, change: { color: 'blue' } }], SIDECAR);
    const history = catalogue.detail(a)?.history ?? [];
    expect(history.map(({ kind }) => kind)).toEqual([
      'sidecar',
      'redo',
      'undo',
      'decision',
      'decision',
    ]);
    for (const [index, entry] of history.entries()) {
      const older = history[index + 1];
      expect(entry.before).toEqual(older?.after ?? { stars: 0, flag: 'none', color: 'none' });
      if (older !== undefined) expect(entry.at).toBeGreaterThan(older.at);
    }
  });
});

describe('undo and redo', () => {
  it('reach across restarts', () => {
    const { reopen, a, b, decide } = withPhotos();
    decide([a], { stars: 2 });
    decide([a, b], { stars: 5 });
    let catalogue = reopen();
    expect(catalogue.canUndo()).toBe('5 stars on 2 photos');
    expect(catalogue.undo()).toEqual({ summary: '5 stars on 2 photos', ids: [a, b] });
    expect(catalogue.photos([a, b]).map(({ verdict }) => verdict.stars)).toEqual([2, 0]);
    catalogue = reopen();
    expect(catalogue.canUndo()).toBe('2 stars on 1 photo');
    expect(catalogue.canRedo()).toBe('5 stars on 2 photos');
    catalogue.undo();
    catalogue = reopen();
    expect(catalogue.canUndo()).toBeUndefined();
    expect(catalogue.redo().summary).toBe('2 stars on 1 photo');
    catalogue = reopen();
    expect(catalogue.redo().ids).toEqual([a, b]);
    expect(catalogue.canRedo()).toBeUndefined();
    expect(catalogue.photos([a, b]).map(({ verdict }) => verdict.stars)).toEqual([5, 5]);
  });

  it('refuse when there is nothing', () => {
    const { catalogue, a, decide } = withPhotos();
    expect(() => catalogue.undo()).toThrow(expect.objectContaining({ code: 'nothing-to-undo' }));
    decide([a], { stars: 2 });
    expect(() => catalogue.redo()).toThrow(expect.objectContaining({ code: 'nothing-to-redo' }));
  });

  it('end with a new decision, which undo then skips over', () => {
    const { catalogue, a, b, decide } = withPhotos();
    decide([a], { stars: 1 });
    decide([a], { stars: 2 });
    catalogue.undo();
    decide([b], { flag: 'pick' });
    expect(catalogue.canRedo()).toBeUndefined();
    catalogue.undo();
    expect(catalogue.canUndo()).toBe('1 star on 1 photo');
    expect(photo(catalogue, a).verdict.stars).toBe(1);
    expect(catalogue.canRedo()).toBe('Picked 1 photo');
  });

  it('give back exactly the fields that the batch changed', () => {
    const { catalogue, a, decide } = withPhotos();
    decide([a], { stars: 3 });
    catalogue.decide([{ id: a, change: { stars: 5, color: 'green' } }], SIDECAR);
    catalogue.undo();
    expect(photo(catalogue, a).verdict).toEqual({ stars: 0, flag: 'none', color: 'green' });
    expect(photo(catalogue, a).sidecar).toBe('pending');
    catalogue.redo();
    expect(photo(catalogue, a).verdict).toEqual({ stars: 3, flag: 'none', color: 'green' });
  });

  it('know nothing of what was read from sidecars', () => {
    const { catalogue, a, b, decide } = withPhotos();
    decide([a], { stars: 1 });
    catalogue.undo();
    expect(catalogue.decide([{ id: b, change: { stars: 4 } }], SIDECAR).ids).toEqual([b]);
    expect(photo(catalogue, b).sidecar).toBe('written');
    expect(catalogue.canUndo()).toBeUndefined();
    expect(catalogue.canRedo()).toBe('1 star on 1 photo');
  });

  it('are a step even where nothing is left to change', () => {
    const { catalogue, a, decide } = withPhotos();
    decide([a], { stars: 1 });
    catalogue.decide([{ id: a, change: { stars: 0 } }], SIDECAR);
    catalogue.undo();
    expect(catalogue.canUndo()).toBeUndefined();
    catalogue.redo();
    expect(photo(catalogue, a).verdict.stars).toBe(1);
  });

  it('reach photos whose file has gone', () => {
    const { catalogue, a, decide } = withPhotos();
    decide([a], { stars: 1 });
    catalogue.markGone(['/photos/a.jpg']);
    expect(catalogue.undo().ids).toEqual([a]);
    catalogue.upsertFiles(catalogue.roots()[0]?.id ?? 0, [
      { ...file('/photos/a.jpg', 'a.jpg'), path: '/photos/moved.jpg' },
    ]);
    expect(photo(catalogue, a).verdict.stars).toBe(0);
  });
});
