import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { ScoreDetail } from '../../src-main/catalogue/score-detail.ts';
import {
  addPhotos,
  decoded,
  file as fileOf,
  MODEL,
  newCatalogue,
  photo,
  scored,
} from './support.ts';

const NEWER = { id: 'model', version: '2' };

const FULL: ScoreDetail = {
  residuals: { light: 0.125, color: -0.25 },
  emotion: { awe: 0.75, neutral: 0.25 },
  scene: { nightScene: 0.5, stilllife: 0, scene: 0.5 },
};

function withPhotos(names: readonly string[]) {
  const test = newCatalogue();
  const ids = addPhotos(test.catalogue, names);
  test.catalogue.setDecoded(ids.map((id) => decoded(id)));
  test.catalogue.setCurrentModel(MODEL);
  return { ...test, ids };
}

function rich(id: number, detail: ScoreDetail, model = MODEL) {
  const record = scored(id, { aesthetic: 3, light: 3.5 }, model);
  return { ...record, score: { ...record.score, ...detail } };
}

function rows(file: string): number {
  const database = new Database(file, { readonly: true });
  const count = database.prepare<[], number>('SELECT count(*) FROM score_detail').pluck().get();
  database.close();
  return count ?? NaN;
}

describe('what a model gives beyond its scores', () => {
  it('is kept with the score, to the last bit, and stays out of lists', () => {
    const { catalogue, ids, reopen } = withPhotos(['a.jpg', 'b.jpg']);
    const [a = 0, b = 0] = ids;
    const third = { residuals: { light: 1 / 3 } };
    catalogue.setScored([rich(a, FULL), rich(b, third)]);
    const again = reopen();
    expect(again.detail(a)?.scoreDetail).toEqual(FULL);
    expect(again.detail(b)?.scoreDetail).toEqual(third);
    expect(photo(again, a).score).toEqual({
      ...{ values: { aesthetic: 3, light: 3.5 }, spread: 0.5, model: MODEL, provider: 'cpu' },
    });
  });

  it('is absent where the model gave none', () => {
    const { catalogue, ids, file } = withPhotos(['a.jpg', 'b.jpg']);
    const [a = 0, b = 0] = ids;
    catalogue.setScored([scored(a, { aesthetic: 3 })]);
    expect(catalogue.detail(a)?.scoreDetail).toEqual({});
    expect(catalogue.detail(b)?.scoreDetail).toEqual({});
    expect(rows(file)).toBe(0);
  });

  it('is that of the score that is shown', () => {
    const { catalogue, ids } = withPhotos(['a.jpg']);
    const [a = 0] = ids;
    catalogue.setScored([rich(a, FULL)]);
    catalogue.setCurrentModel(NEWER);
    expect(catalogue.detail(a)?.scoreDetail).toEqual(FULL);
    catalogue.setScored([rich(a, { scene: { food: 1 } }, NEWER)]);
    expect(catalogue.detail(a)?.scoreDetail).toEqual({ scene: { food: 1 } });
    catalogue.setCurrentModel(MODEL);
    expect(catalogue.detail(a)?.scoreDetail).toEqual(FULL);
  });

  it('goes with a score that is replaced, and with contents that change', () => {
    const { catalogue, ids, file } = withPhotos(['a.jpg']);
    const [a = 0] = ids;
    catalogue.setScored([rich(a, FULL)]);
    catalogue.setScored([rich(a, { emotion: { fear: 1 } })]);
    expect(catalogue.detail(a)?.scoreDetail).toEqual({ emotion: { fear: 1 } });
    catalogue.setScored([scored(a, { aesthetic: 3 })]);
    expect(rows(file)).toBe(0);
    catalogue.setScored([rich(a, FULL)]);
    expect(rows(file)).toBe(1);
    const root = catalogue.roots()[0]?.id ?? 0;
    catalogue.upsertFiles(root, [fileOf('/photos/a.jpg', 'other contents', { fileId: '1:a.jpg' })]);
    expect(rows(file)).toBe(0);
    expect(catalogue.detail(a)?.scoreDetail).toEqual({});
  });
});
