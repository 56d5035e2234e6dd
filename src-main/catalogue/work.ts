import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { Exif } from '../../src-shared/photo.ts';
import { wallClockMs } from '../../src-shared/wall-clock.ts';
import { ensureCamera } from './cameras.ts';
import type { Connection } from './connection.ts';
import { requirePhoto } from './lookup.ts';
import { currentModelRow, modelRow, type ModelName } from './scores.ts';
import type { CatalogueWriter, DecodedRecord } from './types.ts';

/** What a photo may still need; `score` is of a given model. */
export type WorkStage = 'decode' | 'score' | 'measure';

/** Photos of one root that need a stage, by an index that holds no others. */
const NEEDS = {
  decode: 'photo INDEXED BY photo_undecoded WHERE present = 1 AND error IS NULL AND decoded = 0',
  score:
    'photo INDEXED BY photo_unscored WHERE present = 1 AND error IS NULL AND decoded = 1 AND scored = 0',
  measure:
    'photo INDEXED BY photo_unmeasured WHERE present = 1 AND error IS NULL AND decoded = 1 AND measured = 0',
} as const;

/** Photos that lack the score of a model that is not the current one. */
const NEEDS_OTHER_SCORE = (model: number) => `photo WHERE present = 1 AND error IS NULL
  AND decoded = 1 AND NOT EXISTS (SELECT 1 FROM score WHERE model_id = ${model} AND photo_id = photo.id)`;

function needs(
  connection: Connection,
  stage: WorkStage,
  model: ModelName | undefined,
): string | undefined {
  if (stage !== 'score') return NEEDS[stage];
  // Without a model nothing can be scored, so nothing is waiting for it.
  if (model === undefined) return undefined;
  const row = modelRow(connection, model) ?? 0;
  return row === currentModelRow(connection) ? NEEDS.score : NEEDS_OTHER_SCORE(row);
}

function rootsOnline(connection: Connection): number[] {
  return connection.column<number>('SELECT id FROM root WHERE removed = 0 AND online = 1');
}

/** See `CatalogueReader.pending`. */
export function pendingWork(
  connection: Connection,
  stage: WorkStage,
  model: ModelName | undefined,
  limit: number,
): number[] {
  const source = needs(connection, stage, model);
  if (source === undefined) return [];
  return rootsOnline(connection)
    .flatMap((root) =>
      connection.column<number>(
        `SELECT id FROM ${source} AND root_id = ? ORDER BY id LIMIT ?`,
        root,
        limit,
      ),
    )
    .sort((a, b) => a - b)
    .slice(0, limit);
}

/** See `CatalogueReader.countPending`. */
export function countPendingWork(
  connection: Connection,
  stage: WorkStage,
  model: ModelName | undefined,
): number {
  const source = needs(connection, stage, model);
  if (source === undefined) return 0;
  return rootsOnline(connection)
    .map(
      (root) =>
        connection.value<number>(`SELECT count(*) FROM ${source} AND root_id = ?`, root) ?? 0,
    )
    .reduce((sum, count) => sum + count, 0);
}

/** See `CatalogueReader.pendingExif`. */
export function pendingExif(connection: Connection, limit: number): number[] {
  return rootsOnline(connection)
    .flatMap((root) =>
      connection.column<number>(
        `SELECT id FROM photo INDEXED BY photo_exif_due
         WHERE present = 1 AND error IS NULL AND decoded = 1 AND exif_read = 0 AND root_id = ?
         ORDER BY id LIMIT ?`,
        root,
        limit,
      ),
    )
    .slice(0, limit);
}

/** See `CatalogueWriter.setDecoded`. */
export function setDecoded(connection: Connection, records: readonly DecodedRecord[]): void {
  connection.transaction(() => {
    for (const record of records) {
      requirePhoto(connection, record.id);
      connection.run(
        `UPDATE photo SET decoded = 1, error = NULL, format = ?, width = ?, height = ?, preview_width = ?,
           preview_height = ?, dominant_color = ?, picture_version = ?, warnings = ?
         WHERE id = ?`,
        record.format,
        record.width,
        record.height,
        record.previewWidth,
        record.previewHeight,
        record.dominantColor,
        record.pictureVersion,
        json(record.warnings),
        record.id,
      );
      storeExif(connection, record.id, record.exif);
    }
  });
}

/** See `CatalogueWriter.setExif`. */
export function setExif(
  connection: Connection,
  records: readonly { readonly id: number; readonly exif: Exif }[],
): void {
  connection.transaction(() => {
    for (const { id, exif } of records) {
      requirePhoto(connection, id);
      storeExif(connection, id, exif);
    }
  });
}

function storeExif(connection: Connection, id: number, exif: Exif): void {
  const camera = ensureCamera(connection, exif);
  const told = exif.capturedAt === undefined ? undefined : wallClockMs(exif.capturedAt);
  const time = told === undefined ? undefined : told + (camera?.clockOffset ?? 0);
  connection.run(
    `UPDATE photo SET exif_read = 1, camera_id = ?, captured_at = ?, day = ?,
       time_ms = coalesce(?, time_ms) WHERE id = ?`,
    camera?.id ?? null,
    // A time that is no time (month 0) would be shown but could not be ordered.
    time === undefined ? null : (exif.capturedAt ?? null),
    time === undefined ? '' : new Date(time).toISOString().slice(0, 10),
    time ?? null,
    id,
  );
  connection.run('UPDATE photo_detail SET exif = ? WHERE photo_id = ?', JSON.stringify(exif), id);
}

/** See `CatalogueWriter.setMeasured`. */
export function setMeasured(
  connection: Connection,
  records: Parameters<CatalogueWriter['setMeasured']>[0],
): void {
  connection.transaction(() => {
    for (const { id, measurements, warnings } of records) {
      requirePhoto(connection, id);
      connection.run(
        'UPDATE photo SET measured = 1, focus = ?, warnings = ? WHERE id = ?',
        measurements?.focus ?? null,
        json(warnings),
        id,
      );
      connection.run(
        'UPDATE photo_detail SET measurements = ? WHERE photo_id = ?',
        measurements === undefined ? null : JSON.stringify(measurements),
        id,
      );
    }
  });
}

/** See `CatalogueWriter.setFailed`. */
export function setFailed(connection: Connection, id: number, error: ErrorInfo): void {
  connection.transaction(() => {
    requirePhoto(connection, id);
    connection.run('UPDATE photo SET error = ? WHERE id = ?', JSON.stringify(error), id);
  });
}

/** See `CatalogueWriter.clearFailure`: a photo that failed at any stage is decoded again. */
export function clearFailure(connection: Connection, ids: readonly number[]): void {
  connection.transaction(() => {
    for (const id of ids) {
      connection.run(
        'UPDATE photo SET error = NULL, decoded = 0, measured = 0 WHERE id = ? AND error IS NOT NULL',
        id,
      );
    }
  });
}

function json(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}
