import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { photosAndDecisions } from '../../../src-main/catalogue/migrations/001-photos-and-decisions.ts';
import { scoreDetail } from '../../../src-main/catalogue/migrations/002-score-detail.ts';
import { openForWriting } from '../../../src-main/catalogue/open.ts';
import { temporaryFolder } from '../support.ts';

const all = (database: Database.Database, sql: string) => database.prepare(sql).all();

/** A catalogue of version 1 with a photo that a model has scored. */
function versionOne(): string {
  const file = path.join(temporaryFolder(), 'catalogue.db');
  openForWriting(file, [photosAndDecisions]).close();
  const database = new Database(file);
  database.exec(`
    INSERT INTO root (path, watch) VALUES ('/photos', 'native');
    INSERT INTO folder (root_id, path) VALUES (1, '');
    INSERT INTO photo (root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
      file_id, identity, added_at, time_ms) VALUES (1, 1, 'a', 'a', 'a', 'jpeg', 1, 1, '1', '1', 1, 1);
    INSERT INTO model (name, version, current) VALUES ('older', '1', 1);
    INSERT INTO score (model_id, photo_id, aesthetic, light, spread, provider)
      VALUES (1, 1, 3.5, 3.25, NULL, 'cpu');
    UPDATE photo SET scored = 1, shown_model = 1;
  `);
  database.close();
  return file;
}

describe('migration 2', () => {
  it('adds room for what a model gives beyond its scores, and changes nothing else', () => {
    const file = versionOne();
    const before = new Database(file);
    expect(before.pragma('user_version', { simple: true })).toBe(1);
    expect(all(before, "SELECT name FROM sqlite_schema WHERE name = 'score_detail'")).toEqual([]);
    const scores = all(before, 'SELECT * FROM score');
    const photos = all(before, 'SELECT * FROM photo');
    before.close();

    openForWriting(file, [photosAndDecisions, scoreDetail]).close();

    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(2);
    expect(all(after, 'SELECT * FROM score')).toEqual(scores);
    expect(all(after, 'SELECT * FROM photo')).toEqual(photos);
    const columns = all(
      after,
      `SELECT name, type, "notnull", pk FROM pragma_table_info('score_detail') ORDER BY cid`,
    );
    const real = (name: string) => ({ name, type: 'REAL', notnull: 0, pk: 0 });
    expect(columns).toEqual([
      { name: 'model_id', type: 'INTEGER', notnull: 1, pk: 1 },
      { name: 'photo_id', type: 'INTEGER', notnull: 1, pk: 2 },
      real('residual_technical_quality'),
      real('residual_composition'),
      real('residual_color'),
      real('residual_depth_of_field'),
      real('residual_light'),
      real('residual_content'),
      real('emotion_amusement'),
      real('emotion_awe'),
      real('emotion_contentment'),
      real('emotion_disgust'),
      real('emotion_excitement'),
      real('emotion_fear'),
      real('emotion_neutral'),
      real('emotion_sadness'),
      real('scene_animal'),
      real('scene_building'),
      real('scene_food'),
      real('scene_indoor'),
      real('scene_nightScene'),
      real('scene_others'),
      real('scene_plant'),
      real('scene_portrait'),
      real('scene_scene'),
      real('scene_stilllife'),
    ]);
    expect(all(after, 'SELECT * FROM score_detail')).toEqual([]);
    expect(after.pragma('foreign_key_check')).toEqual([]);
    after.close();
  });

  it('lets no detail be without its score', () => {
    const file = versionOne();
    openForWriting(file, [photosAndDecisions, scoreDetail]).close();
    const database = new Database(file);
    database.pragma('foreign_keys = ON');
    expect(() =>
      database.exec('INSERT INTO score_detail (model_id, photo_id) VALUES (1, 2)'),
    ).toThrow(/constraint/i);
    database.exec('INSERT INTO score_detail (model_id, photo_id, emotion_awe) VALUES (1, 1, 0.5)');
    database.exec('DELETE FROM score');
    expect(all(database, 'SELECT * FROM score_detail')).toEqual([]);
    database.close();
  });
});
