/** Scores by the profile in use, one a photo. */
import type { ListedPersonal } from '../../src-shared/bridge/taste.ts';
import type { Connection } from './connection.ts';
import { currentModelRow } from './scores.ts';

export interface PersonalScoreRecord extends ListedPersonal {
  readonly id: number;
}

/** Joins a photo's personal score where it is by the model that is shown. */
export const PERSONAL_JOIN =
  'LEFT JOIN personal_score ON personal_score.photo_id = photo.id AND personal_score.model_id = photo.shown_model';

/** See `CatalogueWriter.setPersonalScores`. */
export function setPersonalScores(
  connection: Connection,
  records: readonly PersonalScoreRecord[],
): void {
  connection.transaction(() => {
    const model = currentModelRow(connection);
    if (model === undefined) return;
    for (const { id, score, because } of records) {
      connection.run(
        `INSERT OR REPLACE INTO personal_score
           (photo_id, model_id, score, because, because_points, because_more)
         SELECT id, shown_model, ?, ?, ?, ? FROM photo WHERE id = ? AND shown_model = ?`,
        score,
        because?.of ?? null,
        because?.points ?? null,
        because === undefined ? null : Number(because.more),
        id,
        model,
      );
    }
  });
}

/** See `CatalogueWriter.clearPersonalScores`. */
export function clearPersonalScores(connection: Connection): void {
  if (connection.value<number>('SELECT 1 FROM personal_score LIMIT 1') === undefined) return;
  // Deleted rows otherwise stay in free pages and in the write-ahead log.
  connection.pragma('secure_delete = ON');
  connection.run('DELETE FROM personal_score');
  connection.pragma('secure_delete = OFF');
  connection.pragma('wal_checkpoint(TRUNCATE)');
}

/** See `CatalogueReader.ownScores`. */
export function readOwnScores(connection: Connection, ids: readonly number[]): Map<number, number> {
  const rows = connection.all<{ id: number; own: number | null }>(
    `SELECT photo.id, coalesce(personal_score.score, aesthetic) AS own
     FROM json_each(?) AS asked CROSS JOIN photo ON photo.id = asked.value
     CROSS JOIN score ON score.model_id = photo.shown_model AND score.photo_id = photo.id
     ${PERSONAL_JOIN}`,
    JSON.stringify(ids),
  );
  return new Map(rows.flatMap(({ id, own }) => (own === null ? [] : [[id, own]])));
}

const HAS_FEATURES =
  'EXISTS (SELECT 1 FROM embedding WHERE photo_id = photo.id AND model_id = photo.shown_model)';

/** See `CatalogueReader.withoutPersonalScore`. */
export function withoutPersonalScore(
  connection: Connection,
  limit: number,
  { features }: { readonly features: boolean } = { features: false },
): number[] {
  return connection.column<number>(
    `SELECT photo.id FROM photo JOIN model ON model.id = photo.shown_model AND model.current = 1
     WHERE photo.present = 1 AND ${features ? HAS_FEATURES : 'TRUE'} AND NOT EXISTS (
       SELECT 1 FROM personal_score
       WHERE personal_score.photo_id = photo.id AND personal_score.model_id = photo.shown_model)
     ORDER BY photo.id LIMIT ?`,
    limit,
  );
}

/** See `CatalogueWriter.scoreWithoutFeatures`. */
export function scoreWithoutFeatures(connection: Connection): number {
  return connection.run(
    `UPDATE photo SET scored = 0
     WHERE present = 1 AND scored = 1 AND shown_model = (SELECT id FROM model WHERE current = 1)
       AND NOT ${HAS_FEATURES}`,
  ).changes;
}
