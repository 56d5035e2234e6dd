import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { photosAndDecisions } from '../../../src-main/catalogue/migrations/001-photos-and-decisions.ts';
import { openForWriting } from '../../../src-main/catalogue/open.ts';
import { temporaryFolder } from '../support.ts';

function schema(database: Database.Database, type: string): string[] {
  return database
    .prepare<[string], string>(
      "SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all(type);
}

function columns(database: Database.Database, table: string): string[] {
  return database
    .prepare<[string], string>(
      `SELECT name || ' ' || type || iif("notnull", ' NOT NULL', '') || iif(pk, ' KEY', '')
       FROM pragma_table_info(?) ORDER BY cid`,
    )
    .pluck()
    .all(table);
}

describe('migration 1', () => {
  it('makes the whole schema from nothing', () => {
    const file = path.join(temporaryFolder(), 'catalogue.db');
    const before = new Database(file);
    expect(schema(before, 'table')).toEqual([]);
    expect(before.pragma('user_version', { simple: true })).toBe(0);
    before.close();

    openForWriting(file, [photosAndDecisions]).close();

    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(1);
    expect(schema(after, 'table')).toEqual([
      'batch',
      'decision',
      'embedding',
      'folder',
      'model',
      'photo',
      'photo_detail',
      'root',
      'score',
      'setting',
    ]);
    expect(schema(after, 'trigger')).toEqual([
      'batch_is_final',
      'batch_is_new',
      'batch_stays',
      'decision_is_final',
      'decision_is_new',
      'decision_stays',
    ]);
    expect(schema(after, 'index')).toEqual([
      'decision_batch',
      'decision_photo',
      'model_current',
      'photo_at',
      'photo_day',
      'photo_failed',
      'photo_file_id',
      'photo_gone_at',
      'photo_identity',
      'photo_judged',
      'photo_name',
      'photo_root',
      'photo_shown',
      'photo_time',
      'photo_undecoded',
      'photo_unmeasured',
      'photo_unscored',
      'photo_unwritten',
    ]);
    expect(columns(after, 'decision')).toEqual([
      'id INTEGER KEY',
      'batch_id INTEGER NOT NULL',
      'photo_id INTEGER NOT NULL',
      'before_stars INTEGER NOT NULL',
      'before_flag TEXT NOT NULL',
      'before_color TEXT NOT NULL',
      'after_stars INTEGER NOT NULL',
      'after_flag TEXT NOT NULL',
      'after_color TEXT NOT NULL',
      'score_visible INTEGER',
      'model_id INTEGER',
      'aesthetic REAL',
    ]);
    expect(columns(after, 'score')).toEqual([
      'model_id INTEGER NOT NULL KEY',
      'photo_id INTEGER NOT NULL KEY',
      'aesthetic REAL',
      'technical_quality REAL',
      'composition REAL',
      'color REAL',
      'depth_of_field REAL',
      'light REAL',
      'content REAL',
      'spread REAL',
      'provider TEXT NOT NULL',
    ]);
    expect(columns(after, 'photo')).toHaveLength(35);
    for (const table of schema(after, 'table')) {
      expect(after.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    }
    expect(after.pragma('foreign_key_check')).toEqual([]);
    after.close();
  });

  it('holds rows to what a verdict can be', () => {
    const file = path.join(temporaryFolder(), 'catalogue.db');
    openForWriting(file, [photosAndDecisions]).close();
    const database = new Database(file);
    database.exec(`
      INSERT INTO root (path, watch) VALUES ('/photos', 'native');
      INSERT INTO folder (root_id, path) VALUES (1, '');
      INSERT INTO photo (root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
        file_id, identity, added_at, time_ms) VALUES (1, 1, 'a', 'a', 'a', 'jpeg', 1, 1, '1', '1', 1, 1);
      INSERT INTO batch (at, kind) VALUES (1, 'decision');
      INSERT INTO decision VALUES (1, 1, 1, 0, 'none', 'none', 3, 'none', 'none', 1, NULL, NULL);
    `);
    for (const refused of [
      'UPDATE photo SET stars = 6',
      "UPDATE photo SET flag = 'maybe'",
      "UPDATE photo SET color = 'orange'",
      "UPDATE photo SET sidecar = 'lost'",
      'UPDATE photo SET folder_id = 99',
      "INSERT INTO batch (at, kind) VALUES (1, 'undo')",
      'UPDATE batch SET at = 2',
      'DELETE FROM batch',
      'UPDATE decision SET after_stars = 5',
      'DELETE FROM decision',
      "INSERT OR REPLACE INTO decision VALUES (1, 1, 1, 0, 'none', 'none', 5, 'none', 'none', 1, NULL, NULL)",
    ]) {
      expect(() => database.exec(refused), refused).toThrow(/constraint|append-only/i);
    }
    expect(database.prepare('SELECT after_stars FROM decision').pluck().all()).toEqual([3]);
    database.close();
  });
});
