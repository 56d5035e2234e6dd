import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { photosAndDecisions } from '../../../src-main/catalogue/migrations/001-photos-and-decisions.ts';
import { scoreDetail } from '../../../src-main/catalogue/migrations/002-score-detail.ts';
import { groups } from '../../../src-main/catalogue/migrations/003-groups.ts';
import { openForWriting } from '../../../src-main/catalogue/open.ts';
import { GROUP_KINDS } from '../../../src-shared/group.ts';
import { temporaryFolder } from '../support.ts';

const BEFORE = [photosAndDecisions, scoreDetail];
const AFTER = [...BEFORE, groups];
const all = (database: Database.Database, sql: string) => database.prepare(sql).all();

/**
 * A catalogue of version 2 with three photos, all showing model 1: the first with its embedding, the second with that of
 * model 2, which came between, the third with one without content.
 */
function versionTwo(): string {
  const file = path.join(temporaryFolder(), 'catalogue.db');
  openForWriting(file, BEFORE).close();
  const database = new Database(file);
  const photo = (id: number) =>
    `INSERT INTO photo (id, root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
       file_id, identity, added_at, time_ms, decoded, scored, shown_model)
     VALUES (${id}, 1, 1, 'p${id}', 'p${id}', 'p${id}', 'jpeg', 1, 1, '${id}', '${id}', 1, 1, 1, 1, 1);
     INSERT INTO photo_detail (photo_id, exif) VALUES (${id}, '{"camera":"A"}');
     INSERT INTO score (model_id, photo_id, aesthetic, content, provider) VALUES (1, ${id}, 3, 2, 'cpu');`;
  database.exec(`
    INSERT INTO root (path, watch) VALUES ('/photos', 'native');
    INSERT INTO folder (root_id, path) VALUES (1, '');
    INSERT INTO model (name, version, current) VALUES ('a', '1', 1), ('b', '1', 0);
    ${[1, 2, 3].map(photo).join('\n')}
    INSERT INTO score (model_id, photo_id, aesthetic, provider) VALUES (2, 2, 4, 'cpu');
    INSERT INTO embedding (photo_id, model_id, features, content)
      VALUES (1, 1, x'01', x'11'), (2, 2, x'02', x'22'), (3, 1, x'03', NULL);
    INSERT INTO batch (at, kind) VALUES (5, 'decision');
  `);
  database.close();
  return file;
}

describe('migration 3', () => {
  it('adds cameras, placements and embeddings by model, and changes nothing else', () => {
    const file = versionTwo();
    const before = new Database(file);
    expect(before.pragma('user_version', { simple: true })).toBe(2);
    const old = all(before, 'SELECT * FROM photo') as Record<string, unknown>[];
    const scores = all(before, 'SELECT * FROM score');
    before.close();

    openForWriting(file, AFTER).close();

    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(3);
    expect(all(after, 'SELECT * FROM score')).toEqual(scores);
    // The second shows scores of one model beside the embedding of another: it is scored again.
    expect(all(after, 'SELECT * FROM photo')).toEqual(
      old.map((row) => ({
        ...row,
        scored: row.id === 2 ? 0 : 1,
        camera_id: null,
        exif_read: 0,
      })),
    );
    expect(all(after, 'SELECT * FROM embedding ORDER BY photo_id')).toEqual([
      { photo_id: 1, model_id: 1, features: Buffer.of(1) },
      { photo_id: 2, model_id: 2, features: Buffer.of(2) },
      { photo_id: 3, model_id: 1, features: Buffer.of(3) },
    ]);
    expect(all(after, 'SELECT * FROM content_embedding ORDER BY photo_id')).toEqual([
      { model_id: 1, photo_id: 1, content: Buffer.of(0x11) },
      { model_id: 2, photo_id: 2, content: Buffer.of(0x22) },
    ]);
    const columns = (table: string) =>
      all(
        after,
        `SELECT name, type, "notnull", pk FROM pragma_table_info('${table}') ORDER BY cid`,
      );
    const column = (name: string, type: string, notnull: number, pk = 0) => ({
      name,
      type,
      notnull,
      pk,
    });
    expect(columns('camera')).toEqual([
      column('id', 'INTEGER', 0, 1),
      column('name', 'TEXT', 1),
      column('serial', 'TEXT', 1),
      column('clock_offset', 'REAL', 1),
    ]);
    expect(columns('placement_set')).toEqual([
      column('id', 'INTEGER', 0, 1),
      column('how', 'TEXT', 1),
      column('kind', 'TEXT', 0),
    ]);
    expect(columns('placement')).toEqual([
      column('photo_id', 'INTEGER', 0, 1),
      column('set_id', 'INTEGER', 1),
    ]);
    expect(columns('regrouping')).toEqual([
      column('id', 'INTEGER', 0, 1),
      column('batch_id', 'INTEGER', 1),
      column('photo_id', 'INTEGER', 1),
      column('before_set', 'INTEGER', 0),
      column('after_set', 'INTEGER', 0),
    ]);
    for (const table of ['camera', 'placement_set', 'placement', 'regrouping']) {
      expect(all(after, `SELECT * FROM ${table}`)).toEqual([]);
    }
    expect(after.pragma('foreign_key_check')).toEqual([]);
    after.close();
  });

  it('knows every kind of group, keeps its log, and lets no embedding be without its score', () => {
    const file = versionTwo();
    openForWriting(file, AFTER).close();
    const database = new Database(file);
    database.pragma('foreign_keys = ON');
    for (const kind of GROUP_KINDS) {
      database.exec(`INSERT INTO placement_set (how, kind) VALUES ('merged', '${kind}')`);
    }
    expect(() =>
      database.exec("INSERT INTO placement_set (how, kind) VALUES ('merged', 'x')"),
    ).toThrow(/constraint/i);
    database.exec('INSERT INTO regrouping (batch_id, photo_id, after_set) VALUES (1, 1, 1)');
    for (const sql of [
      'UPDATE regrouping SET after_set = NULL',
      'DELETE FROM regrouping',
      'INSERT OR REPLACE INTO regrouping (id, batch_id, photo_id) VALUES (1, 1, 2)',
    ]) {
      expect(() => database.exec(sql)).toThrow(/append-only/);
    }
    expect(() => database.exec("INSERT INTO content_embedding VALUES (2, 1, x'00')")).toThrow(
      /constraint/i,
    );
    database.exec('DELETE FROM score');
    expect(all(database, 'SELECT * FROM content_embedding')).toEqual([]);
    database.close();
  });
});
