import type { Migration } from './types.ts';

/**
 * What is measured of a picture as its model sees it, beside its vectors: float32 values in an order that whoever compares them knows.
 * Photos that were scored without are scored again, in the background; what they have is shown meanwhile.
 */
export const looks: Migration = {
  number: 11,
  sql: `
    ALTER TABLE attribute_embedding ADD COLUMN looks BLOB;
    UPDATE photo SET scored = 0
      WHERE EXISTS (SELECT 1 FROM attribute_embedding WHERE photo_id = photo.id AND model_id = shown_model);
  `,
};
