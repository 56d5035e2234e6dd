/** A library that another model has scored: old scores stay, marked, until the new model's are there. */
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { RATED_ATTRIBUTES } from '../../src-shared/attribute.ts';
import type { Photo } from '../../src-shared/bridge.ts';
import {
  openTestEngine,
  photosByName,
  until,
  untilSettled,
  type OpenedEngine,
} from '../support/engine.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { TINY_LINES, writeTinyModels } from '../support/tiny-model.ts';

const NAMES = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];

const photosOf = async ({ client }: OpenedEngine) => [...(await photosByName(client)).values()];
const scoreOf = (photo: Photo | undefined) => photo?.score?.values.aesthetic ?? NaN;
const isScoredBy = (id: string) => (photos: readonly Photo[]) =>
  photos.length === NAMES.length &&
  photos.every(({ score, scoreStale }) => score?.model.id === id && scoreStale !== true);

/** Rows of the catalogue, read beside its engine. */
function rows<Row>(home: string, sql: string): Row[] {
  const database = new Database(path.join(home, 'catalogue.db'), { readonly: true });
  try {
    return database.prepare<[], Row>(sql).all();
  } finally {
    database.close();
  }
}

describe('a model that takes another’s place', () => {
  it('scores the whole library again, while the old scores stay visible and marked', async () => {
    const home = path.join(temporaryFolder('model-change'), 'home');
    const shoot = temporaryFolder('shoot');
    for (const [index, name] of NAMES.entries()) {
      await writePicture(path.join(shoot, name), { seed: index + 1 });
    }
    const older = temporaryFolder('older-models');
    writeTinyModels(older, { id: 'older', plain: true });
    const newer = temporaryFolder('newer-models');
    writeTinyModels(newer, { id: 'newer', seed: 5 });

    let opened = await openTestEngine(home, older);
    await opened.client.request('roots.add', { path: shoot });
    await untilSettled(opened.client, NAMES.length);
    const before = await photosOf(opened);
    expect(isScoredBy('older')(before)).toBe(true);
    const ids = before.map(({ id }) => id);
    const plain = await opened.client.request('photos.detail', { id: ids[0] ?? 0 });
    expect(plain.score).toEqual(plain.photo.score);
    const change = { stars: 4 } as const;
    await opened.client.request('verdicts.apply', { ids, change, scoreVisible: true });
    await opened.close();

    // The older model is no longer there at all.
    opened = await openTestEngine(home, newer);
    try {
      const first = await photosOf(opened);
      expect(first.map(({ score, scoreStale }) => [score?.model.id, scoreStale])).toEqual(
        NAMES.map(() => ['older', true]),
      );
      expect(first.map(scoreOf)).toEqual(before.map(scoreOf));
      const after = await until(() => photosOf(opened), isScoredBy('newer'));
      for (const [index, photo] of after.entries()) {
        expect(scoreOf(photo)).not.toBe(scoreOf(before[index]));
        expect(photo).toMatchObject({ id: ids[index], verdict: { stars: 4 } });
      }
      const detail = await opened.client.request('photos.detail', { id: ids[0] ?? 0 });
      expect(detail.percentilesOver).toBe(NAMES.length);
      const { values, residuals, spread, emotion, scene } = detail.score ?? {};
      expect(spread).toBeGreaterThan(0);
      for (const shares of [emotion, scene]) {
        const sum = Object.values(shares ?? {}).reduce<number>(
          (total, share = NaN) => total + share,
          0,
        );
        expect(sum).toBeCloseTo(1, 5);
      }
      for (const attribute of RATED_ATTRIBUTES) {
        const { intercept, slope } = TINY_LINES[attribute];
        const expected = intercept + slope * (values?.aesthetic ?? NaN);
        expect(residuals?.[attribute]).toBe((values?.[attribute] ?? NaN) - expected);
      }
      expect(
        rows(
          home,
          `SELECT model.name, count(*) AS contents FROM content_embedding
           JOIN model ON model.id = model_id GROUP BY model.name`,
        ),
      ).toEqual([{ name: 'newer', contents: NAMES.length }]);
    } finally {
      await opened.close();
    }

    // Its scores were kept: should it come back, nothing is scored anew.
    opened = await openTestEngine(home, older);
    try {
      const back = await photosOf(opened);
      expect(isScoredBy('older')(back)).toBe(true);
      expect(back.map(scoreOf)).toEqual(before.map(scoreOf));
    } finally {
      await opened.close();
    }
  });
});
