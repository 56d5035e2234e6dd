/** Photos in the attribute spaces of the model in use: bytes that only those who compare them look into. */
import type { Score } from '../../src-shared/photo.ts';
import { floatsOf } from './captures.ts';
import type { Connection } from './connection.ts';
import { DETAIL_COLUMNS, toScoreDetail } from './score-detail.ts';

/** What words are compared with. */
export interface SpacesRecord {
  readonly id: number;
  /** As `setScored` was given it. */
  readonly spaces: Uint8Array;
  readonly scene?: Score['scene'];
  /** What is measured of the picture, as `setScored` was given it. */
  readonly looks?: Float32Array;
}

/** See `CatalogueReader.photosInSpaces`. */
export function photosInSpaces(connection: Connection): number[] {
  return connection.column<number>(
    `SELECT photo_id FROM model CROSS JOIN attribute_embedding ON model_id = model.id
     CROSS JOIN photo ON photo.id = photo_id
     WHERE model.current = 1 AND photo.present = 1 AND photo.shown_model = model.id`,
  );
}

/** See `CatalogueReader.spaces`. */
export function readSpaces(connection: Connection, ids: readonly number[]): SpacesRecord[] {
  return connection
    .all<
      { photo_id: number; spaces: Buffer; looks: Buffer | null } & Readonly<Record<string, unknown>>
    >(
      `SELECT attribute_embedding.photo_id, spaces, looks, ${DETAIL_COLUMNS.join(', ')}
       FROM model CROSS JOIN json_each(?) AS asked CROSS JOIN photo ON photo.id = asked.value
       CROSS JOIN attribute_embedding
         ON attribute_embedding.model_id = model.id AND attribute_embedding.photo_id = photo.id
       LEFT JOIN score_detail
         ON score_detail.model_id = model.id AND score_detail.photo_id = photo.id
       WHERE model.current = 1 AND photo.present = 1 AND photo.shown_model = model.id`,
      JSON.stringify(ids),
    )
    .map((row) => {
      const { scene } = toScoreDetail(row);
      return {
        ...{ id: row.photo_id, spaces: row.spaces },
        ...(scene !== undefined && { scene }),
        ...(row.looks !== null && { looks: floatsOf(row.looks) }),
      };
    });
}
