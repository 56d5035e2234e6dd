import type { Migration } from './types.ts';

/**
 * Keywords that steps have given to photos, and how far the files follow. A word that a person had there already is
 * `theirs`: it counts as given, and is never taken away.
 */
export const keywords: Migration = {
  number: 7,
  sql: `
    CREATE TABLE photo_keyword (
      photo_id INTEGER NOT NULL REFERENCES photo (id),
      word TEXT NOT NULL,
      wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
      written INTEGER NOT NULL DEFAULT 0 CHECK (written IN (0, 1)),
      theirs INTEGER NOT NULL DEFAULT 0 CHECK (theirs IN (0, 1)),
      failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),
      PRIMARY KEY (photo_id, word)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX photo_keyword_unwritten ON photo_keyword (photo_id) WHERE wanted <> written;

    CREATE TABLE keyword_change (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch (id),
      photo_id INTEGER NOT NULL REFERENCES photo (id),
      word TEXT NOT NULL,
      before_given INTEGER NOT NULL CHECK (before_given IN (0, 1)),
      after_given INTEGER NOT NULL CHECK (after_given IN (0, 1))
    ) STRICT;
    CREATE INDEX keyword_change_batch ON keyword_change (batch_id);

    CREATE TRIGGER keyword_change_is_new BEFORE INSERT ON keyword_change
      WHEN EXISTS (SELECT 1 FROM keyword_change WHERE id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER keyword_change_is_final BEFORE UPDATE ON keyword_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER keyword_change_stays BEFORE DELETE ON keyword_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
  `,
};
