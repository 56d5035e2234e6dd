import type { Migration } from './types.ts';

/**
 * Roots, folders, photos, scores and the decision log.
 *
 * Photos are never deleted: one whose file has gone is hidden (`present = 0`) until a move claims it, so that
 * its verdict outlives it. `photo` holds what lists are made of and stays narrow; `photo_detail` the rest.
 */
export const photosAndDecisions: Migration = {
  number: 1,
  sql: `
    CREATE TABLE root (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      path TEXT NOT NULL UNIQUE,
      watch TEXT NOT NULL CHECK (watch IN ('native', 'paced', 'none')),
      online INTEGER NOT NULL DEFAULT 1,
      removed INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE folder (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      root_id INTEGER NOT NULL REFERENCES root (id),
      path TEXT NOT NULL,
      UNIQUE (root_id, path)
    ) STRICT;

    CREATE TABLE model (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      version TEXT NOT NULL,
      current INTEGER NOT NULL DEFAULT 0,
      UNIQUE (name, version)
    ) STRICT;
    CREATE UNIQUE INDEX model_current ON model (current) WHERE current = 1;

    CREATE TABLE photo (
      id INTEGER PRIMARY KEY,
      root_id INTEGER NOT NULL REFERENCES root (id),
      folder_id INTEGER NOT NULL REFERENCES folder (id),
      name TEXT NOT NULL,
      name_key TEXT NOT NULL,
      name_folded TEXT NOT NULL,
      format TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      modified_at REAL NOT NULL,
      file_id TEXT NOT NULL,
      identity TEXT NOT NULL,
      present INTEGER NOT NULL DEFAULT 1,
      gone_at REAL,
      added_at REAL NOT NULL,
      decoded INTEGER NOT NULL DEFAULT 0,
      measured INTEGER NOT NULL DEFAULT 0,
      scored INTEGER NOT NULL DEFAULT 0,
      shown_model INTEGER REFERENCES model (id),
      width INTEGER,
      height INTEGER,
      preview_width INTEGER,
      preview_height INTEGER,
      dominant_color TEXT,
      picture_version TEXT,
      captured_at TEXT,
      day TEXT NOT NULL DEFAULT '',
      time_ms REAL NOT NULL,
      focus REAL,
      stars INTEGER NOT NULL DEFAULT 0 CHECK (stars BETWEEN 0 AND 5),
      flag TEXT NOT NULL DEFAULT 'none' CHECK (flag IN ('pick', 'reject', 'none')),
      color TEXT NOT NULL DEFAULT 'none'
        CHECK (color IN ('red', 'yellow', 'green', 'blue', 'purple', 'none')),
      sidecar TEXT NOT NULL DEFAULT 'none'
        CHECK (sidecar IN ('none', 'pending', 'written', 'failed', 'conflict')),
      decided INTEGER,
      warnings TEXT,
      error TEXT
    ) STRICT;

    CREATE UNIQUE INDEX photo_at ON photo (folder_id, name) WHERE present = 1;
    CREATE INDEX photo_gone_at ON photo (folder_id, name) WHERE present = 0;
    CREATE INDEX photo_identity ON photo (identity, present);
    CREATE INDEX photo_file_id ON photo (file_id);
    CREATE INDEX photo_root ON photo (root_id) WHERE present = 1;
    CREATE INDEX photo_day ON photo (day) WHERE present = 1;
    CREATE INDEX photo_time ON photo (time_ms, name_key) WHERE present = 1;
    CREATE INDEX photo_name ON photo (name_key, time_ms) WHERE present = 1;
    CREATE INDEX photo_undecoded ON photo (root_id)
      WHERE present = 1 AND error IS NULL AND decoded = 0;
    CREATE INDEX photo_unscored ON photo (root_id)
      WHERE present = 1 AND error IS NULL AND decoded = 1 AND scored = 0;
    CREATE INDEX photo_unmeasured ON photo (root_id)
      WHERE present = 1 AND error IS NULL AND decoded = 1 AND measured = 0;
    CREATE INDEX photo_failed ON photo (root_id) WHERE present = 1 AND error IS NOT NULL;
    CREATE INDEX photo_shown ON photo (shown_model) WHERE present = 1 AND shown_model IS NOT NULL;
    CREATE INDEX photo_judged ON photo (format, name)
      WHERE present = 1 AND (stars <> 0 OR flag <> 'none' OR color <> 'none');
    CREATE INDEX photo_unwritten ON photo (sidecar, decided)
      WHERE present = 1 AND sidecar IN ('pending', 'failed', 'conflict');

    CREATE TABLE photo_detail (
      photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
      exif TEXT,
      measurements TEXT,
      sidecar_path TEXT,
      sidecar_seen_at REAL,
      sidecar_error TEXT
    ) STRICT;

    CREATE TABLE score (
      model_id INTEGER NOT NULL REFERENCES model (id),
      photo_id INTEGER NOT NULL REFERENCES photo (id),
      aesthetic REAL,
      technical_quality REAL,
      composition REAL,
      color REAL,
      depth_of_field REAL,
      light REAL,
      content REAL,
      spread REAL,
      provider TEXT NOT NULL,
      PRIMARY KEY (model_id, photo_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE embedding (
      photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
      model_id INTEGER NOT NULL REFERENCES model (id),
      features BLOB NOT NULL,
      content BLOB
    ) STRICT;

    CREATE TABLE batch (
      id INTEGER PRIMARY KEY,
      at REAL NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('decision', 'undo', 'redo', 'sidecar')),
      target INTEGER REFERENCES batch (id),
      CHECK ((kind IN ('undo', 'redo')) = (target IS NOT NULL))
    ) STRICT;

    CREATE TABLE decision (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch (id),
      photo_id INTEGER NOT NULL REFERENCES photo (id),
      before_stars INTEGER NOT NULL,
      before_flag TEXT NOT NULL,
      before_color TEXT NOT NULL,
      after_stars INTEGER NOT NULL,
      after_flag TEXT NOT NULL,
      after_color TEXT NOT NULL,
      score_visible INTEGER,
      model_id INTEGER REFERENCES model (id),
      aesthetic REAL
    ) STRICT;
    CREATE INDEX decision_batch ON decision (batch_id);
    CREATE INDEX decision_photo ON decision (photo_id);

    -- REPLACE deletes without asking the delete triggers, hence those on INSERT.
    CREATE TRIGGER batch_is_new BEFORE INSERT ON batch
      WHEN EXISTS (SELECT 1 FROM batch WHERE id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER batch_is_final BEFORE UPDATE ON batch
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER batch_stays BEFORE DELETE ON batch
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER decision_is_new BEFORE INSERT ON decision
      WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER decision_is_final BEFORE UPDATE ON decision
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER decision_stays BEFORE DELETE ON decision
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;

    CREATE TABLE setting (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
