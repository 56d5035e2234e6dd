import type { Migration } from './types.ts';

/**
 * What was copied from cards and where to, by content: a card that comes again brings nothing twice, films and files
 * that are no photos included.
 */
export const importedFiles: Migration = {
  number: 6,
  sql: `
    CREATE TABLE imported_file (
      identity TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      path TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      at REAL NOT NULL,
      PRIMARY KEY (identity, path)
    ) STRICT, WITHOUT ROWID;
  `,
};
