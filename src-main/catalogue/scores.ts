/**
 * Scores, one row a photo and model version.
 *
 * `photo.shown_model` names the row that is shown: the current model's, or the newest older one until it is
 * replaced. `photo.scored` says whether the current model's is there, so that what is missing is an index away.
 */
import { SCORED, type Scored } from '../../src-shared/attribute.ts';
import type { Connection } from './connection.ts';
import { requirePhoto } from './lookup.ts';
import { insertScoreDetail } from './score-detail.ts';
import type { ScoredRecord } from './types.ts';

export interface ModelName {
  readonly id: string;
  readonly version: string;
}

/** The columns of `score` that hold values, in the order of `SCORED`. */
const SCORE_COLUMNS = SCORED.join(', ');

/** A row of `score`: each value, or null where the model has none. */
export type ScoreValues = Readonly<Record<Scored, number | null>>;

/** The row of a model, if it was ever met. */
export function modelRow(connection: Connection, { id, version }: ModelName): number | undefined {
  return connection.value<number>(
    'SELECT id FROM model WHERE name = ? AND version = ?',
    id,
    version,
  );
}

export function currentModelRow(connection: Connection): number | undefined {
  return connection.value<number>('SELECT id FROM model WHERE current = 1');
}

function ensureModel(connection: Connection, model: ModelName): number {
  return (
    modelRow(connection, model) ??
    connection.run('INSERT INTO model (name, version) VALUES (?, ?)', model.id, model.version).id
  );
}

/** See `CatalogueWriter.setCurrentModel`. */
export function setCurrentModel(connection: Connection, model: ModelName): void {
  const current = currentModelRow(connection);
  if (current !== undefined && current === modelRow(connection, model)) return;
  connection.transaction(() => {
    const row = ensureModel(connection, model);
    connection.run('UPDATE model SET current = 0 WHERE current = 1');
    connection.run('UPDATE model SET current = 1 WHERE id = ?', row);
    // A photo without any score has nothing to show and is not scored yet, whatever the model.
    connection.run(
      `UPDATE photo SET
         scored = EXISTS (SELECT 1 FROM score WHERE model_id = @model AND photo_id = photo.id),
         shown_model = (
           SELECT model_id FROM score WHERE model_id IN (SELECT id FROM model) AND photo_id = photo.id
           ORDER BY model_id = @model DESC, model_id DESC LIMIT 1
         )
       WHERE shown_model IS NOT NULL`,
      { model: row },
    );
  });
}

/** See `CatalogueWriter.setScored`. */
export function setScored(connection: Connection, records: readonly ScoredRecord[]): void {
  connection.transaction(() => {
    const current = currentModelRow(connection);
    for (const { id, score, features, contentEmbedding, spaces, looks } of records) {
      requirePhoto(connection, id);
      const model = ensureModel(connection, score.model);
      connection.run(
        `INSERT OR REPLACE INTO score (model_id, photo_id, ${SCORE_COLUMNS}, spread, provider)
         VALUES (?, ?, ${SCORED.map(() => '?').join(', ')}, ?, ?)`,
        model,
        id,
        ...SCORED.map((of) => score.values[of] ?? null),
        score.spread ?? null,
        score.provider,
      );
      insertScoreDetail(connection, model, id, score);
      // Small, and wanted again with its model's scores should that come back.
      if (contentEmbedding !== undefined) {
        connection.run(
          'INSERT INTO content_embedding (model_id, photo_id, content) VALUES (?, ?, ?)',
          model,
          id,
          floatBytes(contentEmbedding),
        );
      }
      if (spaces !== undefined) {
        connection.run(
          'INSERT INTO attribute_embedding (model_id, photo_id, spaces, looks) VALUES (?, ?, ?, ?)',
          ...[model, id, spaces],
          looks === undefined ? null : floatBytes(looks),
        );
      }
      const shown = showScore(connection, id, model, model === current);
      // Large, and of no use once there is a newer model's. Whoever reads it compares its model with the one shown.
      if (!shown) continue;
      connection.run(
        'INSERT OR REPLACE INTO embedding (photo_id, model_id, features) VALUES (?, ?, ?)',
        id,
        model,
        floatBytes(features),
      );
    }
  });
}

/** The contents that were scored are no longer there. What else a score has goes with it. */
export function forgetScores(connection: Connection, id: number): void {
  connection.run('UPDATE photo SET scored = 0, shown_model = NULL WHERE id = ?', id);
  connection.run('DELETE FROM score WHERE model_id IN (SELECT id FROM model) AND photo_id = ?', id);
  connection.run('DELETE FROM embedding WHERE photo_id = ?', id);
  connection.run('DELETE FROM personal_score WHERE photo_id = ?', id);
}

/** Shows a score that has just been stored where it is the one to show; answers whether it is. */
function showScore(connection: Connection, id: number, model: number, isCurrent: boolean): boolean {
  const { changes } = isCurrent
    ? connection.run('UPDATE photo SET scored = 1, shown_model = ? WHERE id = ?', model, id)
    : connection.run(
        `UPDATE photo SET shown_model = @model
         WHERE id = @id AND scored = 0 AND coalesce(shown_model, 0) <= @model`,
        { model, id },
      );
  return changes > 0;
}

/** Float32, little-endian, as is every machine that Keepers runs on. */
function floatBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
