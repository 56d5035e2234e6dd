import type { Migration } from './types.ts';

/**
 * Which files are one exposure: all but the file that stands for it name that file in `beside`.
 *
 * It follows from the photos, like all groups, and is brought up to date when they are grouped; it is kept because counts and
 * verdicts are those of photos, however many files those have.
 */
export const filesOfOneExposure: Migration = {
  number: 8,
  sql: `
    ALTER TABLE photo ADD COLUMN beside INTEGER REFERENCES photo (id);
    CREATE INDEX photo_beside ON photo (beside) WHERE beside IS NOT NULL;

    DROP INDEX photo_root;
    CREATE INDEX photo_root ON photo (root_id, beside) WHERE present = 1;
    DROP INDEX photo_day;
    CREATE INDEX photo_day ON photo (day, beside) WHERE present = 1;
    DROP INDEX photo_shown;
    CREATE INDEX photo_shown ON photo (shown_model, beside)
      WHERE present = 1 AND shown_model IS NOT NULL;
    CREATE INDEX photo_folder ON photo (folder_id, beside) WHERE present = 1;
  `,
};
