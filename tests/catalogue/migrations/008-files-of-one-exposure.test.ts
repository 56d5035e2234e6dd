import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src-main/catalogue/migrations/index.ts';
import { openForWriting } from '../../../src-main/catalogue/open.ts';
import { temporaryFolder } from '../support.ts';

it('adds a column that is empty at first, and changes no photo', () => {
  const file = path.join(temporaryFolder(), 'catalogue.db');
  openForWriting(file, MIGRATIONS.slice(0, 7)).close();
  const before = new Database(file);
  before.exec(`
    INSERT INTO root (path, watch) VALUES ('/photos', 'native');
    INSERT INTO folder (root_id, path) VALUES (1, '');
    INSERT INTO photo (id, root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
        file_id, identity, added_at, time_ms, stars)
      VALUES (1, 1, 1, 'a', 'a', 'a', 'raw', 1, 1, '1', '1', 1, 1, 3),
        (2, 1, 1, 'b', 'b', 'b', 'jpeg', 1, 1, '2', '2', 1, 1, 0);
  `);
  const photos = before.prepare('SELECT * FROM photo').all() as object[];
  before.close();
  openForWriting(file, MIGRATIONS.slice(0, 8)).close();
  const after = new Database(file);
  expect(after.pragma('user_version', { simple: true })).toBe(8);
  expect(after.prepare('SELECT * FROM photo').all()).toEqual(
    photos.map((row) => ({ ...row, beside: null })),
  );
  after.exec('UPDATE photo SET beside = 1 WHERE id = 2');
  const plan = after
    .prepare(
      'EXPLAIN QUERY PLAN SELECT count(*) - count(beside) FROM photo WHERE present = 1 GROUP BY day',
    )
    .all() as { detail: string }[];
  expect(plan.map(({ detail }) => detail).join()).toContain('COVERING INDEX photo_day');
  after.close();
});
