import { SCORED, SCORE_MAX, SCORE_MIN, type Scored } from '../../src-shared/attribute.ts';
import type { Distribution } from '../../src-shared/bridge.ts';
import type { Connection } from './connection.ts';
import type { ScoreValues } from './scores.ts';
import { readSettings } from './settings.ts';
import type { Totals } from './types.ts';

/**
 * Scores of photos that are present, of each exposure that of the file that stands for it. Those that are left out are listed, as
 * they are the fewer, and indexes have them all.
 */
const PRESENT_SCORES = `score WHERE model_id = @model AND photo_id NOT IN (
    SELECT id FROM photo WHERE present = 0
    UNION ALL SELECT id FROM photo WHERE beside IS NOT NULL)`;

/** See `CatalogueReader.distribution`: of the current model, or of the newest that has scores. */
export function distributionOf(connection: Connection, of: Scored, bins: number): Distribution {
  const model = connection.value<number>(
    `SELECT id FROM model
     WHERE EXISTS (SELECT 1 FROM score JOIN photo ON photo.id = photo_id
                   WHERE model_id = model.id AND present = 1 AND beside IS NULL
                     AND score.${of} IS NOT NULL)
     ORDER BY current DESC, id DESC LIMIT 1`,
  );
  const counts = new Array<number>(bins).fill(0);
  if (model === undefined) return { of, bins: counts, total: 0 };
  const values = Float64Array.from(
    connection.column<number>(`SELECT ${of} FROM ${PRESENT_SCORES} AND ${of} IS NOT NULL`, {
      model,
    }),
  ).sort();
  for (const value of values) {
    const share = (value - SCORE_MIN) / (SCORE_MAX - SCORE_MIN);
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(share * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { of, bins: counts, total: values.length, median: medianOf(values) };
}

function medianOf(sorted: Float64Array): number {
  const upper = sorted.length >> 1;
  const lower = (sorted.length - 1) >> 1;
  return ((sorted[lower] ?? 0) + (sorted[upper] ?? 0)) / 2;
}

/** Scores of the photos that a photo was taken with: the same folder on the same day. The few are looked up, not all gone through. */
const SHOOT_SCORES = `photo CROSS JOIN score ON score.model_id = @model AND score.photo_id = photo.id
     WHERE photo.folder_id = @folder AND photo.day = @day AND photo.present = 1 AND photo.beside IS NULL`;

export interface Percentiles {
  readonly values: Partial<Record<Scored, number>>;
  readonly over: number;
}

/**
 * See `CatalogueReader.percentiles`: the share of photos below, and half of those level with it, itself
 * included, × 100.
 */
export function percentilesOf(
  connection: Connection,
  id: number,
  within: 'library' | 'shoot',
): Percentiles {
  const own = connection.get<ScoreValues & { model_id: number; folder_id: number; day: string }>(
    `SELECT model_id, folder_id, day, ${SCORED.map((of) => `score.${of}`).join(', ')} FROM photo
     JOIN score ON score.model_id = photo.shown_model AND score.photo_id = photo.id
     WHERE photo.id = ? AND photo.present = 1`,
    id,
  );
  if (own === undefined) return { values: {}, over: 0 };
  const { model_id: model, folder_id: folder, day, ...values } = own;
  return within === 'shoot'
    ? placesAmong(connection, values, SHOOT_SCORES, { model, folder, day })
    : placesAmong(connection, values, PRESENT_SCORES, { model });
}

/** See `CatalogueReader.placesOf`. */
export function placesOf(
  connection: Connection,
  values: { readonly [S in Scored]?: number | undefined },
  { id, version }: { readonly id: string; readonly version: string },
): Percentiles {
  const model = connection.value<number>(
    'SELECT id FROM model WHERE name = @id AND version = @version',
    { id, version },
  );
  if (model === undefined) return { values: {}, over: 0 };
  const all = Object.fromEntries(SCORED.map((of) => [of, values[of] ?? null])) as ScoreValues;
  return placesAmong(connection, all, PRESENT_SCORES, { model });
}

/** Where values stand among the scores that `scores` finds. */
function placesAmong(
  connection: Connection,
  own: ScoreValues,
  scores: string,
  parameters: Readonly<Record<string, string | number>>,
): Percentiles {
  const sums = SCORED.map(
    (of) =>
      `count(score.${of}) AS ${of}_all, total(score.${of} < @${of}) AS ${of}_below,
       total(score.${of} = @${of}) AS ${of}_level`,
  );
  const row = connection.get<Record<string, number>>(
    `SELECT count(*) AS total, ${sums.join(', ')} FROM ${scores}`,
    { ...own, ...parameters },
  );
  const values: Partial<Record<Scored, number>> = {};
  for (const of of SCORED) {
    const all = row?.[`${of}_all`] ?? 0;
    if (own[of] === null || all === 0) continue;
    values[of] = ((row?.[`${of}_below`] ?? 0) + (row?.[`${of}_level`] ?? 0) / 2) * (100 / all);
  }
  return { values, over: row?.total ?? 0 };
}

/** Formats with XMP inside, beside which Lightroom ignores a sidecar; DNG counts by its name. */
const EMBEDDABLE = "(format IN ('jpeg', 'tiff') OR name LIKE '%.dng')";
/** Photos that have a verdict. */
export const JUDGED = "(stars <> 0 OR flag <> 'none' OR color <> 'none')";

/** See `CatalogueReader.totals`. */
export function totalsOf(connection: Connection): Totals {
  const { profile, embed } = readSettings(connection);
  // Once the person has said whether photos are to hold verdicts themselves, there is nothing left to count.
  const isAsked = embed !== undefined || !['lightroom', 'all'].includes(profile);
  const count = (where: string, of = '*') =>
    connection.value<number>(`SELECT count(${of}) FROM photo ${where}`) ?? 0;
  // Of the files of one exposure, the one that stands for them counts.
  const countPhotos = (where: string) => count(where) - count(where, 'beside');
  return {
    photos: countPhotos('WHERE present = 1'),
    scored: countPhotos('WHERE present = 1 AND shown_model IS NOT NULL'),
    failed: count('WHERE present = 1 AND error IS NOT NULL'),
    unseenByLightroom: isAsked ? 0 : count(`WHERE present = 1 AND ${JUDGED} AND ${EMBEDDABLE}`),
    // A sidecar that cannot be parsed lacks a verdict only where there is one.
    sidecarsPending: count(
      `WHERE present = 1 AND sidecar IN ('pending', 'failed', 'conflict')
       AND (sidecar <> 'conflict' OR ${JUDGED})`,
    ),
    conflicts: count('JOIN conflict ON conflict.photo_id = photo.id WHERE present = 1'),
  };
}

/** Capture days, newest first; photos without a capture time come last, as ''. */
export function captureDays(connection: Connection): { day: string; photos: number }[] {
  return connection.all<{ day: string; photos: number }>(
    `SELECT day, count(*) - count(beside) AS photos FROM photo WHERE present = 1
     GROUP BY day HAVING photos > 0 ORDER BY day DESC`,
  );
}

/** Names of the cameras, or of the lenses, of present photos. */
export function exifWords(connection: Connection, of: 'camera' | 'lens'): string[] {
  const sql =
    of === 'camera'
      ? `SELECT DISTINCT name FROM camera
         WHERE EXISTS (SELECT 1 FROM photo WHERE camera_id = camera.id AND present = 1) ORDER BY name`
      : `SELECT DISTINCT lens FROM photo_detail INDEXED BY photo_detail_lens
         WHERE lens IS NOT NULL
           AND EXISTS (SELECT 1 FROM photo WHERE photo.id = photo_id AND present = 1) ORDER BY lens`;
  return connection.column<string>(sql);
}
