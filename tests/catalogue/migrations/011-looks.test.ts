import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src-main/catalogue/migrations/index.ts';
import { openForWriting } from '../../../src-main/catalogue/open.ts';
import { addPhotos, MODEL, newCatalogue, scored, temporaryFolder } from '../support.ts';

const spaces = Uint8Array.of(1, 2, 3);
const looks = Float32Array.of(50, 0.25);

it('keeps what is measured of a picture beside its vectors', () => {
  const { catalogue, reopen } = newCatalogue();
  const [a = 0, b = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg']);
  catalogue.setCurrentModel(MODEL);
  catalogue.setScored([
    { ...scored(a, { aesthetic: 2 }), spaces, looks },
    { ...scored(b, { aesthetic: 3 }), spaces },
  ]);
  const found = reopen().spaces([a, b]);
  expect(found.map(({ id, looks: kept }) => [id, kept && [...kept]])).toEqual([
    [a, [...looks]],
    [b, undefined],
  ]);
});

it('has photos scored again that words can find, and no others, and changes nothing else', () => {
  const file = path.join(temporaryFolder(), 'catalogue.db');
  openForWriting(file, MIGRATIONS.slice(0, 10)).close();
  const before = new Database(file);
  before.exec(`
    INSERT INTO root (path, watch) VALUES ('/photos', 'native');
    INSERT INTO folder (root_id, path) VALUES (1, '');
    INSERT INTO model (id, name, version, current) VALUES (1, 'a', '1', 1), (2, 'b', '1', 0);
    INSERT INTO photo (id, root_id, folder_id, name, name_key, name_folded, format, bytes, modified_at,
        file_id, identity, added_at, time_ms, stars, decoded, scored, shown_model)
      VALUES (1, 1, 1, 'a', 'a', 'a', 'raw', 1, 1, '1', '1', 1, 1, 3, 1, 1, 1),
        (2, 1, 1, 'b', 'b', 'b', 'jpeg', 1, 1, '2', '2', 1, 1, 0, 1, 1, 1),
        (3, 1, 1, 'c', 'c', 'c', 'jpeg', 1, 1, '3', '3', 1, 1, 0, 1, 1, 1);
    INSERT INTO score (model_id, photo_id, provider) VALUES (1, 1, 'cpu'), (1, 2, 'cpu'), (2, 3, 'cpu'), (1, 3, 'cpu');
    INSERT INTO attribute_embedding (model_id, photo_id, spaces) VALUES (1, 1, x'01'), (2, 3, x'02');
  `);
  const photos = before.prepare('SELECT * FROM photo').all() as { id: number }[];
  before.close();
  openForWriting(file, MIGRATIONS.slice(0, 11)).close();
  const after = new Database(file);
  expect(after.prepare('SELECT * FROM photo').all()).toEqual(
    photos.map((row) => (row.id === 1 ? { ...row, scored: 0 } : row)),
  );
  expect(after.prepare('SELECT * FROM attribute_embedding').all()).toEqual([
    { model_id: 1, photo_id: 1, spaces: Buffer.of(1), looks: null },
    { model_id: 2, photo_id: 3, spaces: Buffer.of(2), looks: null },
  ]);
  after.close();
});
