import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backupPath } from '../../src-main/catalogue/migrate.ts';
import { MIGRATIONS } from '../../src-main/catalogue/migrations/index.ts';
import { openForWriting } from '../../src-main/catalogue/open.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES, SCORED } from '../../src-shared/attribute.ts';
import { addPhotos, damagePage, newCatalogue } from './support.ts';

const NEXT = {
  number: MIGRATIONS.length + 1,
  sql: "ALTER TABLE root ADD COLUMN label TEXT NOT NULL DEFAULT 'unnamed'",
};

function contents(file: string, sql: string): unknown[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('have a column for every score', () => {
    const { file } = newCatalogue();
    const columns = contents(file, "SELECT name FROM pragma_table_info('score')");
    expect(columns).toEqual(expect.arrayContaining(SCORED.map((name) => ({ name }))));
  });

  it('have a column for every residual, emotion and scene', () => {
    const { file } = newCatalogue();
    const columns = contents(file, "SELECT name FROM pragma_table_info('score_detail')");
    const names = [
      ...RATED_ATTRIBUTES.map((attribute) => `residual_${attribute}`),
      ...EMOTIONS.map((emotion) => `emotion_${emotion}`),
      ...SCENES.map((scene) => `scene_${scene}`),
    ];
    expect(columns).toEqual(expect.arrayContaining(names.map((name) => ({ name }))));
  });

  it('copy an existing catalogue first, and only then', () => {
    const { catalogue, file } = newCatalogue();
    addPhotos(catalogue, ['a.jpg']);
    catalogue.close();
    const backup = backupPath(file, MIGRATIONS.length);
    openForWriting(file).close();
    expect(existsSync(backup)).toBe(false);
    openForWriting(file, [...MIGRATIONS, NEXT]).close();
    expect(contents(backup, 'SELECT name FROM photo')).toEqual([{ name: 'a.jpg' }]);
    expect(contents(backup, 'PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
    expect(contents(file, 'PRAGMA user_version')).toEqual([{ user_version: NEXT.number }]);
    expect(contents(file, 'SELECT path, label FROM root')).toEqual([
      { path: '/photos', label: 'unnamed' },
    ]);
    expect(existsSync(`${backup}.part`)).toBe(false);
  });

  it('back up what still lies in the write-ahead log', () => {
    const { catalogue, file } = newCatalogue();
    // The writer stays open, as after a kill: nothing has been moved into the file yet.
    addPhotos(catalogue, ['a.jpg']);
    openForWriting(file, [...MIGRATIONS, NEXT]).close();
    expect(contents(backupPath(file, MIGRATIONS.length), 'SELECT name FROM photo')).toEqual([
      { name: 'a.jpg' },
    ]);
  });

  it('leave the catalogue as it was where one fails', () => {
    const { catalogue, file } = newCatalogue();
    addPhotos(catalogue, ['a.jpg']);
    catalogue.close();
    const broken = { number: NEXT.number, sql: `${NEXT.sql}; ALTER TABLE nothing ADD COLUMN x` };
    expect(() => openForWriting(file, [...MIGRATIONS, broken])).toThrow(/nothing/);
    expect(contents(file, 'PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
    expect(contents(file, 'SELECT * FROM root')[0]).not.toHaveProperty('label');
    openForWriting(file).close();
  });

  it.each([
    ['setting', 'badly', false],
    ['photo_identity', 'slightly', true],
  ])('refuse a catalogue whose %s is %s damaged', (of, _how, slightly) => {
    const { catalogue, file } = newCatalogue();
    addPhotos(catalogue, ['a.jpg']);
    catalogue.setSettings({ theme: 'grey' });
    catalogue.close();
    damagePage(file, of, slightly);
    const before = readFileSync(file);
    expect(() => openForWriting(file, [...MIGRATIONS, NEXT])).toThrow(
      expect.objectContaining({ code: 'catalogue-damaged' }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(backupPath(file, MIGRATIONS.length))).toBe(false);
  });
});
