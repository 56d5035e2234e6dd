import type { Migration } from './types.ts';

/**
 * Why each step of the decision log was taken, restored points, smart collections, and clocks that are set as steps of
 * the log.
 *
 * Verdicts that are older than this have no reason: nobody wrote it down. What rules ask of EXIF are generated columns:
 * the JSON stays the one place where EXIF is stored, and an index has each value without parsing it.
 */
export const historyAndCollections: Migration = {
  number: 4,
  sql: `
    ALTER TABLE batch ADD COLUMN reason TEXT CHECK (
      reason IN ('key', 'control', 'keep-one', 'varied', 'settled', 'bands', 'merge', 'split', 'collection', 'clock', 'restore')
    );
    -- Of a restored point: the last step before it; none is the beginning.
    ALTER TABLE batch ADD COLUMN point INTEGER REFERENCES batch (id);

    CREATE TABLE collection (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      rules TEXT NOT NULL
    ) STRICT;

    CREATE TABLE collection_change (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch (id),
      collection_id INTEGER NOT NULL,
      before_name TEXT,
      before_rules TEXT,
      after_name TEXT,
      after_rules TEXT,
      CHECK ((before_name IS NULL) = (before_rules IS NULL)),
      CHECK ((after_name IS NULL) = (after_rules IS NULL))
    ) STRICT;
    CREATE INDEX collection_change_batch ON collection_change (batch_id);

    CREATE TABLE clock_change (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch (id),
      camera_id INTEGER NOT NULL REFERENCES camera (id),
      before_offset REAL NOT NULL,
      after_offset REAL NOT NULL
    ) STRICT;
    CREATE INDEX clock_change_batch ON clock_change (batch_id);

    CREATE TRIGGER collection_change_is_new BEFORE INSERT ON collection_change
      WHEN EXISTS (SELECT 1 FROM collection_change WHERE id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER collection_change_is_final BEFORE UPDATE ON collection_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER collection_change_stays BEFORE DELETE ON collection_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER clock_change_is_new BEFORE INSERT ON clock_change
      WHEN EXISTS (SELECT 1 FROM clock_change WHERE id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER clock_change_is_final BEFORE UPDATE ON clock_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER clock_change_stays BEFORE DELETE ON clock_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;

    ALTER TABLE photo_detail ADD COLUMN shutter REAL AS (json_extract(exif, '$.shutter')) VIRTUAL;
    ALTER TABLE photo_detail ADD COLUMN aperture REAL AS (json_extract(exif, '$.aperture')) VIRTUAL;
    ALTER TABLE photo_detail ADD COLUMN iso REAL AS (json_extract(exif, '$.iso')) VIRTUAL;
    ALTER TABLE photo_detail ADD COLUMN focal_length REAL AS (json_extract(exif, '$.focalLength')) VIRTUAL;
    ALTER TABLE photo_detail ADD COLUMN lens TEXT AS (json_extract(exif, '$.lens')) VIRTUAL;
    CREATE INDEX photo_detail_shutter ON photo_detail (shutter);
    CREATE INDEX photo_detail_aperture ON photo_detail (aperture);
    CREATE INDEX photo_detail_iso ON photo_detail (iso);
    CREATE INDEX photo_detail_focal_length ON photo_detail (focal_length);
    CREATE INDEX photo_detail_lens ON photo_detail (lens);
  `,
};
