import type { Migration } from './types.ts';

/**
 * What grouping needs beside EXIF: cameras and how their clocks are to be corrected, what the person has joined and
 * parted by hand, and content embeddings by the model that made them.
 *
 * Groups themselves are not kept: they follow from all this, and any file that comes late may change them.
 * EXIF that an older reader has read lacks what tells series apart; `exif_read` says whose is to be read again. A model
 * that came back showed its own scores beside the embedding of the one before: such photos are scored again.
 */
export const groups: Migration = {
  number: 3,
  sql: `
    CREATE TABLE camera (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      serial TEXT NOT NULL,
      clock_offset REAL NOT NULL DEFAULT 0,
      UNIQUE (name, serial)
    ) STRICT;

    ALTER TABLE photo ADD COLUMN camera_id INTEGER REFERENCES camera (id);
    ALTER TABLE photo ADD COLUMN exif_read INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX photo_camera ON photo (camera_id) WHERE present = 1;
    CREATE INDEX photo_exif_due ON photo (root_id)
      WHERE present = 1 AND error IS NULL AND decoded = 1 AND exif_read = 0;

    CREATE TABLE content_embedding (
      model_id INTEGER NOT NULL,
      photo_id INTEGER NOT NULL,
      content BLOB NOT NULL,
      PRIMARY KEY (model_id, photo_id),
      FOREIGN KEY (model_id, photo_id) REFERENCES score (model_id, photo_id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    INSERT INTO content_embedding (model_id, photo_id, content)
      SELECT model_id, photo_id, embedding.content FROM embedding JOIN score USING (model_id, photo_id)
      WHERE embedding.content IS NOT NULL;
    UPDATE photo SET scored = 0 WHERE scored = 1 AND EXISTS (
      SELECT 1 FROM embedding WHERE photo_id = photo.id AND model_id <> photo.shown_model
    );
    ALTER TABLE embedding DROP COLUMN content;

    CREATE TABLE placement_set (
      id INTEGER PRIMARY KEY,
      how TEXT NOT NULL CHECK (how IN ('merged', 'split')),
      kind TEXT CHECK (kind IN ('bracket', 'focus-stack', 'panorama', 'burst', 'duplicates'))
    ) STRICT;

    CREATE TABLE placement (
      photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
      set_id INTEGER NOT NULL REFERENCES placement_set (id)
    ) STRICT;

    CREATE TABLE regrouping (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch (id),
      photo_id INTEGER NOT NULL REFERENCES photo (id),
      before_set INTEGER REFERENCES placement_set (id),
      after_set INTEGER REFERENCES placement_set (id)
    ) STRICT;
    CREATE INDEX regrouping_batch ON regrouping (batch_id);

    CREATE TRIGGER regrouping_is_new BEFORE INSERT ON regrouping
      WHEN EXISTS (SELECT 1 FROM regrouping WHERE id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER regrouping_is_final BEFORE UPDATE ON regrouping
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER regrouping_stays BEFORE DELETE ON regrouping
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
  `,
};
