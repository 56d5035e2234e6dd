import { SCORED } from '../../src-shared/attribute.ts';
import type { HistoryEntry, Photo } from '../../src-shared/bridge.ts';
import type { TastePart } from '../../src-shared/bridge/taste.ts';
import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { Exif, Format, Measurements, Stage, Warning } from '../../src-shared/photo.ts';
import type { Color, Flag, SidecarState, Stars } from '../../src-shared/verdict.ts';
import type { Connection } from './connection.ts';
import { joinBelow } from './paths.ts';
import { PERSONAL_JOIN } from './personal-scores.ts';
import { readScoreDetail } from './score-detail.ts';
import { currentModelRow, type ScoreValues } from './scores.ts';
import type { DetailRecord } from './types.ts';

/** A row of a photo with the score that is shown; the score's colour column is renamed, the label keeps its name. */
interface PhotoRow {
  readonly id: number;
  readonly folder_id: number;
  readonly root_id: number;
  readonly name: string;
  readonly format: Format;
  readonly decoded: 0 | 1;
  readonly measured: 0 | 1;
  readonly width: number | null;
  readonly height: number | null;
  readonly preview_width: number | null;
  readonly preview_height: number | null;
  readonly dominant_color: string | null;
  readonly picture_version: string | null;
  readonly captured_at: string | null;
  readonly time_ms: number;
  readonly clock_offset: number | null;
  readonly online: 0 | 1;
  readonly stars: Stars;
  readonly flag: Flag;
  readonly label: Color;
  readonly sidecar: SidecarState;
  readonly warnings: string | null;
  readonly error: string | null;
  readonly shown_model: number | null;
  readonly spread: number | null;
  readonly in_conflict: 0 | 1;
  readonly provider: string | null;
  readonly model: string | null;
  readonly version: string | null;
  readonly own: number | null;
  readonly because: TastePart['of'] | null;
  readonly because_points: number | null;
  readonly because_more: 0 | 1 | null;
}

const PHOTOS = `
  SELECT photo.id, photo.folder_id, photo.root_id, photo.name, photo.format, photo.decoded, photo.measured,
    photo.width, photo.height, photo.preview_width, photo.preview_height, photo.dominant_color,
    photo.picture_version, photo.captured_at, photo.time_ms, camera.clock_offset, root.online, photo.stars, photo.flag, photo.color AS label,
    photo.sidecar, photo.warnings, photo.error, photo.shown_model,
    ${SCORED.map((of) => `score.${of}`).join(', ')}, score.spread, score.provider,
    model.name AS model, model.version,
    personal_score.score AS own, because, because_points, because_more,
    EXISTS (SELECT 1 FROM conflict WHERE conflict.photo_id = photo.id) AS in_conflict
  FROM json_each(?) AS asked
  JOIN photo ON photo.id = asked.value
  JOIN root ON root.id = photo.root_id
  LEFT JOIN score ON score.model_id = photo.shown_model AND score.photo_id = photo.id
  LEFT JOIN model ON model.id = photo.shown_model
  ${PERSONAL_JOIN}
  LEFT JOIN camera ON camera.id = photo.camera_id
  WHERE photo.present = 1
  ORDER BY asked.key`;

/** The photos of these ids that are present, in the order asked. */
export function readPhotos(connection: Connection, ids: readonly number[]): Photo[] {
  const current = currentModelRow(connection);
  return connection
    .all<PhotoRow & ScoreValues>(PHOTOS, JSON.stringify(ids))
    .map((row) => toPhoto(row, current));
}

function toPhoto(row: PhotoRow & ScoreValues, current: number | undefined): Photo {
  return {
    id: row.id,
    folderId: row.folder_id,
    rootId: row.root_id,
    name: row.name,
    format: row.format,
    stage: stageOf(row),
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.preview_width !== null && { previewWidth: row.preview_width }),
    ...(row.preview_height !== null && { previewHeight: row.preview_height }),
    ...(row.dominant_color !== null && { dominantColor: row.dominant_color }),
    ...(row.picture_version !== null && { pictureVersion: row.picture_version }),
    ...(row.captured_at !== null && { capturedAt: correctedTime(row, row.captured_at) }),
    online: row.online === 1,
    ...scoreOf(row, current),
    ...personalOf(row),
    verdict: { stars: row.stars, flag: row.flag, color: row.label },
    sidecar: row.sidecar,
    ...(row.in_conflict === 1 && { conflict: true }),
    warnings: row.warnings === null ? [] : (JSON.parse(row.warnings) as Warning[]),
    ...(row.error !== null && { error: JSON.parse(row.error) as ErrorInfo }),
  };
}

/** When it was taken by its camera's clock as it is corrected. */
function correctedTime({ time_ms, clock_offset }: PhotoRow, told: string): string {
  return clock_offset === null || clock_offset === 0
    ? told
    : new Date(time_ms).toISOString().slice(0, 19);
}

function stageOf(row: PhotoRow): Stage {
  if (row.error !== null) return 'failed';
  if (row.decoded === 0) return 'seen';
  return row.measured === 1 ? 'measured' : 'decoded';
}

function scoreOf(
  row: PhotoRow & ScoreValues,
  current: number | undefined,
): Pick<Photo, 'score' | 'scoreStale'> {
  const { model, version, provider } = row;
  if (model === null || version === null || provider === null) return {};
  const values: Partial<Record<(typeof SCORED)[number], number>> = {};
  for (const of of SCORED) {
    const value = row[of];
    if (value !== null) values[of] = value;
  }
  return {
    score: {
      values,
      ...(row.spread !== null && { spread: row.spread }),
      model: { id: model, version },
      provider,
    },
    ...(current !== undefined && row.shown_model !== current && { scoreStale: true }),
  };
}

function personalOf({ own, ...row }: PhotoRow): Pick<Photo, 'personal'> {
  if (own === null) return {};
  const { because: of, because_points: points, because_more: more } = row;
  const because = of !== null && points !== null && { because: { of, points, more: more === 1 } };
  return { personal: { score: own, ...because } };
}

/** See `CatalogueReader.detail`. */
export function readDetail(connection: Connection, id: number): DetailRecord | undefined {
  const row = connection.get<{
    name: string;
    bytes: number;
    modified_at: number;
    folder: string;
    root: string;
    exif: string | null;
    measurements: string | null;
    sidecar_path: string | null;
    sidecar_error: string | null;
  }>(
    `SELECT photo.name, photo.bytes, photo.modified_at, folder.path AS folder, root.path AS root,
       exif, measurements, sidecar_path, sidecar_error
     FROM photo JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id
     JOIN photo_detail ON photo_detail.photo_id = photo.id
     WHERE photo.id = ? AND photo.present = 1`,
    id,
  );
  if (row === undefined) return undefined;
  return {
    path: joinBelow(row.root, row.folder, row.name),
    bytes: row.bytes,
    modifiedAt: row.modified_at,
    exif: row.exif === null ? {} : (JSON.parse(row.exif) as Exif),
    measurements:
      row.measurements === null ? undefined : (JSON.parse(row.measurements) as Measurements),
    scoreDetail: readScoreDetail(connection, id),
    sidecarPath: row.sidecar_path ?? undefined,
    sidecarError:
      row.sidecar_error === null ? undefined : (JSON.parse(row.sidecar_error) as ErrorInfo),
    history: readHistory(connection, id),
  };
}

function readHistory(connection: Connection, id: number): HistoryEntry[] {
  const rows = connection.all<{
    at: number;
    kind: HistoryEntry['kind'];
    reason: HistoryEntry['reason'] | null;
    before_stars: Stars;
    before_flag: Flag;
    before_color: Color;
    after_stars: Stars;
    after_flag: Flag;
    after_color: Color;
  }>(
    `SELECT batch.at, batch.kind, batch.reason, before_stars, before_flag, before_color,
       after_stars, after_flag, after_color
     FROM decision JOIN batch ON batch.id = decision.batch_id
     WHERE decision.photo_id = ? ORDER BY decision.id DESC`,
    id,
  );
  return rows.map((row) => ({
    at: row.at,
    kind: row.kind,
    ...reasonOf(row),
    before: { stars: row.before_stars, flag: row.before_flag, color: row.before_color },
    after: { stars: row.after_stars, flag: row.after_flag, color: row.after_color },
  }));
}

function reasonOf({
  kind,
  reason,
}: {
  readonly kind: HistoryEntry['kind'];
  readonly reason: HistoryEntry['reason'] | null;
}): Pick<HistoryEntry, 'reason'> {
  if (kind !== 'decision') return { reason: kind };
  return reason === null || reason === undefined ? {} : { reason };
}
