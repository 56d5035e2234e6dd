import type { Migration } from './types.ts';

/**
 * What is said about a photo by sources that disagree, and when a person last settled that.
 *
 * A person's verdict settles a conflict too, whichever way it comes into the log.
 */
export const conflicts: Migration = {
  number: 5,
  sql: `
    CREATE TABLE conflict (
      photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
      versions TEXT NOT NULL
    ) STRICT;

    CREATE TABLE settlement (
      photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
      at REAL NOT NULL
    ) STRICT;

    CREATE TRIGGER decision_settles AFTER INSERT ON decision
      WHEN (SELECT kind FROM batch WHERE id = NEW.batch_id) <> 'sidecar'
      BEGIN DELETE FROM conflict WHERE photo_id = NEW.photo_id; END;
  `,
};
