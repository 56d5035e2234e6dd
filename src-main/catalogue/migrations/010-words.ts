import type { Migration } from './types.ts';

/**
 * Photos in the attribute spaces of a model, so that words can find them, and what the person says of the sentences that are shown
 * about a photo: steps of the decision log.
 *
 * The vectors lie beside their score and go with it, one row a photo and model, as content embeddings do: those of a model that comes
 * back are there again. With their size they would make a table without row ids slow to look things up in.
 */
export const words: Migration = {
  number: 10,
  sql: `
    CREATE TABLE attribute_embedding (
      model_id INTEGER NOT NULL,
      photo_id INTEGER NOT NULL,
      spaces BLOB NOT NULL,
      PRIMARY KEY (model_id, photo_id),
      FOREIGN KEY (model_id, photo_id) REFERENCES score (model_id, photo_id) ON DELETE CASCADE
    ) STRICT;

    CREATE TABLE statement (
      photo_id INTEGER NOT NULL REFERENCES photo (id),
      space TEXT NOT NULL,
      said TEXT NOT NULL,
      PRIMARY KEY (photo_id, space)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE statement_change (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch (id),
      photo_id INTEGER NOT NULL REFERENCES photo (id),
      space TEXT NOT NULL,
      before_said TEXT,
      after_said TEXT
    ) STRICT;
    CREATE INDEX statement_change_batch ON statement_change (batch_id);

    CREATE TRIGGER statement_change_is_new BEFORE INSERT ON statement_change
      WHEN EXISTS (SELECT 1 FROM statement_change WHERE id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER statement_change_is_final BEFORE UPDATE ON statement_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
    CREATE TRIGGER statement_change_stays BEFORE DELETE ON statement_change
      BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
  `,
};
