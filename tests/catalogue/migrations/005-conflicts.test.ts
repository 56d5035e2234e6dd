import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { conflicts } from '../../../src-main/catalogue/migrations/005-conflicts.ts';
import { MIGRATIONS } from '../../../src-main/catalogue/migrations/index.ts';
import { openForWriting } from '../../../src-main/catalogue/open.ts';
import { temporaryFolder } from '../support.ts';

const earlier = MIGRATIONS.filter(({ number }) => number < conflicts.number);
const all = (database: Database.Database, sql: string) => database.prepare(sql).all();

/** A catalogue of the version before, with a photo that a person has judged. */
function before(): string {
  const file = path.join(temporaryFolder(), 'catalogue.db');
  openForWriting(file, earlier).close();
  const database = new Database(file);
  database.exec(`
    INSERT INTO root (path, watch) VALUES ('/photos', 'native');
    INSERT INTO folder (root_id, path) VALUES (1, '');
    INSERT INTO photo (root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
      file_id, identity, added_at, time_ms, stars, sidecar)
      VALUES (1, 1, 'a', 'a', 'a', 'jpeg', 1, 1, '1', '1', 1, 1, 3, 'written');
    INSERT INTO photo_detail (photo_id) VALUES (1);
    INSERT INTO batch (at, kind) VALUES (5, 'decision');
    INSERT INTO decision (batch_id, photo_id, before_stars, before_flag, before_color,
      after_stars, after_flag, after_color) VALUES (1, 1, 0, 'none', 'none', 3, 'none', 'none');
  `);
  database.close();
  return file;
}

describe('migration 5', () => {
  it('adds conflicts and settlements, and changes nothing else', () => {
    const file = before();
    const old = new Database(file);
    const tables = ['photo', 'photo_detail', 'batch', 'decision'];
    const contents = tables.map((table) => all(old, `SELECT * FROM ${table}`));
    old.close();
    openForWriting(file, [...earlier, conflicts]).close();
    const database = new Database(file);
    expect(database.pragma('user_version', { simple: true })).toBe(5);
    expect(tables.map((table) => all(database, `SELECT * FROM ${table}`))).toEqual(contents);
    const columns = (table: string) =>
      all(database, `SELECT name, type, "notnull", pk FROM pragma_table_info('${table}')`);
    const id = { name: 'photo_id', type: 'INTEGER', notnull: 0, pk: 1 };
    expect(columns('conflict')).toEqual([
      id,
      { name: 'versions', type: 'TEXT', notnull: 1, pk: 0 },
    ]);
    expect(columns('settlement')).toEqual([id, { name: 'at', type: 'REAL', notnull: 1, pk: 0 }]);
    database.close();
  });

  it("a person's verdict ends a conflict, what is read from a sidecar does not", () => {
    const file = before();
    openForWriting(file, [...earlier, conflicts]).close();
    const database = new Database(file);
    const decide = (kind: string) =>
      database.exec(`
        INSERT INTO conflict (photo_id, versions) VALUES (1, '[]') ON CONFLICT DO NOTHING;
        INSERT INTO batch (at, kind) VALUES (6, '${kind}');
        INSERT INTO decision (batch_id, photo_id, before_stars, before_flag, before_color,
          after_stars, after_flag, after_color)
          SELECT max(id), 1, 3, 'none', 'none', 4, 'none', 'none' FROM batch;`);
    decide('sidecar');
    expect(all(database, 'SELECT photo_id FROM conflict')).toEqual([{ photo_id: 1 }]);
    decide('decision');
    expect(all(database, 'SELECT photo_id FROM conflict')).toEqual([]);
    database.close();
  });
});
