import type { Migration } from './types.ts';

/**
 * Scores by the profile in use, so that orders and filters can go by them, and the largest reason of each. They are worked out
 * from the model's scores and go with the profile; profiles themselves lie beside the catalogue.
 */
export const personalScores: Migration = {
  number: 9,
  sql: `
    CREATE TABLE personal_score (
      photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
      model_id INTEGER NOT NULL REFERENCES model (id),
      score REAL NOT NULL,
      because TEXT,
      because_points REAL,
      because_more INTEGER,
      CHECK ((because IS NULL) = (because_points IS NULL)),
      CHECK ((because IS NULL) = (because_more IS NULL))
    ) STRICT;
  `,
};
