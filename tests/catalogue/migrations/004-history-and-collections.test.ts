import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { photosAndDecisions } from '../../../src-main/catalogue/migrations/001-photos-and-decisions.ts';
import { scoreDetail } from '../../../src-main/catalogue/migrations/002-score-detail.ts';
import { groups } from '../../../src-main/catalogue/migrations/003-groups.ts';
import { historyAndCollections } from '../../../src-main/catalogue/migrations/004-history-and-collections.ts';
import { openForWriting } from '../../../src-main/catalogue/open.ts';
import { STEP_REASONS } from '../../../src-shared/decision.ts';
import { temporaryFolder } from '../support.ts';

const BEFORE = [photosAndDecisions, scoreDetail, groups];
const AFTER = [...BEFORE, historyAndCollections];
const all = (database: Database.Database, sql: string) => database.prepare(sql).all();

const EXIF = {
  shutter: 0.004,
  aperture: 2.8,
  iso: 400,
  focalLength: 85,
  lens: '85 mm',
  camera: 'A',
};

/** A catalogue of version 3 with a decided photo, its undo, and photos with and without EXIF. */
function versionThree(): string {
  const file = path.join(temporaryFolder(), 'catalogue.db');
  openForWriting(file, BEFORE).close();
  const database = new Database(file);
  const photo = (id: number, exif: string) =>
    `INSERT INTO photo (id, root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
       file_id, identity, added_at, time_ms)
     VALUES (${id}, 1, 1, 'p${id}', 'p${id}', 'p${id}', 'jpeg', 1, 1, '${id}', '${id}', 1, 1);
     INSERT INTO photo_detail (photo_id, exif) VALUES (${id}, ${exif});`;
  database.exec(`
    INSERT INTO root (path, watch) VALUES ('/photos', 'native');
    INSERT INTO folder (root_id, path) VALUES (1, '');
    INSERT INTO camera (name, serial) VALUES ('A', '');
    ${photo(1, `'${JSON.stringify(EXIF)}'`)} ${photo(2, "'{}'")} ${photo(3, 'NULL')}
    INSERT INTO batch (at, kind) VALUES (5, 'decision');
    INSERT INTO batch (at, kind, target) VALUES (6, 'undo', 1);
    INSERT INTO decision (batch_id, photo_id, before_stars, before_flag, before_color,
        after_stars, after_flag, after_color)
      VALUES (1, 1, 0, 'none', 'none', 3, 'none', 'none'), (2, 1, 3, 'none', 'none', 0, 'none', 'none');
  `);
  database.close();
  return file;
}

describe('migration 4', () => {
  it('adds reasons, collections and clocks, shows EXIF as columns, and changes nothing else', () => {
    const file = versionThree();
    const before = new Database(file);
    const [batches, decisions, details] = ['batch', 'decision', 'photo_detail'].map(
      (table) => all(before, `SELECT * FROM ${table}`) as Record<string, unknown>[],
    );
    before.close();

    openForWriting(file, AFTER).close();

    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(4);
    expect(all(after, 'SELECT * FROM batch')).toEqual(
      batches?.map((row) => ({ ...row, reason: null, point: null })),
    );
    expect(all(after, 'SELECT * FROM decision')).toEqual(decisions);
    const none = { shutter: null, aperture: null, iso: null, focal_length: null, lens: null };
    const first = { shutter: 0.004, aperture: 2.8, iso: 400, focal_length: 85, lens: '85 mm' };
    expect(all(after, 'SELECT * FROM photo_detail')).toEqual(
      details?.map((row) => ({ ...row, ...(row.photo_id === 1 ? first : none) })),
    );
    const columns = (table: string) =>
      all(
        after,
        `SELECT name, type, "notnull", pk FROM pragma_table_info('${table}') ORDER BY cid`,
      ).map((row) => Object.values(row as object).join(' '));
    expect(columns('collection')).toEqual(['id INTEGER 0 1', 'name TEXT 1 0', 'rules TEXT 1 0']);
    expect(columns('collection_change')).toEqual([
      'id INTEGER 0 1',
      'batch_id INTEGER 1 0',
      'collection_id INTEGER 1 0',
      'before_name TEXT 0 0',
      'before_rules TEXT 0 0',
      'after_name TEXT 0 0',
      'after_rules TEXT 0 0',
    ]);
    expect(columns('clock_change')).toEqual([
      'id INTEGER 0 1',
      'batch_id INTEGER 1 0',
      'camera_id INTEGER 1 0',
      'before_offset REAL 1 0',
      'after_offset REAL 1 0',
    ]);
    for (const table of ['collection', 'collection_change', 'clock_change']) {
      expect(all(after, `SELECT * FROM ${table}`)).toEqual([]);
    }
    expect(after.pragma('foreign_key_check')).toEqual([]);
    after.close();
  });

  it('finds EXIF values in indexes, and follows when they change', () => {
    const file = versionThree();
    openForWriting(file, AFTER).close();
    const database = new Database(file);
    for (const column of ['shutter', 'aperture', 'iso', 'focal_length', 'lens']) {
      const sql = `SELECT photo_id FROM photo_detail INDEXED BY photo_detail_${column} WHERE ${column} IS NOT NULL`;
      expect(all(database, sql)).toEqual([{ photo_id: 1 }]);
    }
    database.exec(`UPDATE photo_detail SET exif = '{"iso":100}' WHERE photo_id = 2`);
    database.exec('UPDATE photo_detail SET exif = NULL WHERE photo_id = 1');
    expect(all(database, 'SELECT photo_id FROM photo_detail WHERE iso > 50')).toEqual([
      { photo_id: 2 },
    ]);
    database.close();
  });

  it('knows every reason, and keeps its log', () => {
    const file = versionThree();
    openForWriting(file, AFTER).close();
    const database = new Database(file);
    const byKind = ['undo', 'redo', 'sidecar'];
    for (const reason of STEP_REASONS) {
      const insert = () =>
        database.exec(`INSERT INTO batch (at, kind, reason) VALUES (7, 'decision', '${reason}')`);
      if (byKind.includes(reason)) expect(insert).toThrow(/constraint/i);
      else insert();
    }
    database.exec(`
      INSERT INTO collection_change (batch_id, collection_id, after_name, after_rules) VALUES (1, 1, 'a', 'b');
      INSERT INTO clock_change (batch_id, camera_id, before_offset, after_offset) VALUES (1, 1, 0, 1);
    `);
    for (const sql of [
      "UPDATE collection_change SET after_name = 'c'",
      'DELETE FROM collection_change',
      'INSERT OR REPLACE INTO collection_change (id, batch_id, collection_id) VALUES (1, 1, 2)',
      'UPDATE clock_change SET after_offset = 2',
      'DELETE FROM clock_change',
      'INSERT OR REPLACE INTO clock_change (id, batch_id, camera_id, before_offset, after_offset) VALUES (1, 1, 1, 0, 2)',
    ]) {
      expect(() => database.exec(sql), sql).toThrow(/append-only/);
    }
    database.close();
  });
});
