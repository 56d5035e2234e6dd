/** The decision log as evidence of taste: which stars and flags stand, and how each came about. */
import type { StepReason } from '../../src-shared/decision.ts';
import type { Flag, Stars } from '../../src-shared/verdict.ts';
import type { Connection } from './connection.ts';
import { below } from './query.ts';

/** How a value came about. */
export interface Origin {
  /** The step of the log. */
  readonly batch: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Given in Keepers, or read from a sidecar or a photo. */
  readonly source: 'person' | 'file';
  readonly reason?: StepReason;
  /** Whether no score of Keepers, and no order by one, was in sight. What other programs wrote counts as such. */
  readonly blind: boolean;
}

export interface JudgedPhoto {
  readonly id: number;
  readonly folderId: number;
  /** Of capture; '' where that is not known. */
  readonly day: string;
  /** Absent where there are no stars; also where nothing says how they came about. */
  readonly stars?: Origin & { readonly value: Exclude<Stars, 0> };
  readonly flag?: Origin & { readonly value: Exclude<Flag, 'none'> };
}

interface LogRow {
  readonly photo_id: number;
  readonly batch_id: number;
  readonly at: number;
  readonly kind: 'decision' | 'sidecar';
  readonly reason: StepReason | null;
  readonly score_visible: 0 | 1 | null;
  readonly before_stars: Stars;
  readonly after_stars: Stars;
  readonly before_flag: Flag;
  readonly after_flag: Flag;
}

const JUDGED = "photo.present = 1 AND (photo.stars <> 0 OR photo.flag <> 'none')";

/** See `CatalogueReader.judgedForTaste`. */
export function judgedForTaste(connection: Connection, folderId?: number): JudgedPhoto[] {
  const place = folderId === undefined ? { sql: 'TRUE', values: [] } : below(connection, folderId);
  // Undo and redo bring back a value that an earlier decision gave: that one says how it came about.
  const origins = new Map<number, Map<Stars | Flag, Origin>>();
  const rows = connection.each<LogRow>(
    `SELECT decision.photo_id, batch_id, batch.at, batch.kind, batch.reason, score_visible,
       before_stars, after_stars, before_flag, after_flag
     FROM photo JOIN decision ON decision.photo_id = photo.id JOIN batch ON batch.id = batch_id
     WHERE ${JUDGED} AND ${place.sql} AND batch.kind IN ('decision', 'sidecar')
     ORDER BY decision.id`,
    ...place.values,
  );
  for (const row of rows) {
    const own = origins.get(row.photo_id) ?? new Map<Stars | Flag, Origin>();
    origins.set(row.photo_id, own);
    const origin = originOf(row);
    if (row.before_stars !== row.after_stars) own.set(row.after_stars, origin);
    if (row.before_flag !== row.after_flag) own.set(row.after_flag, origin);
  }
  return connection
    .all<{ id: number; folder_id: number; day: string; stars: Stars; flag: Flag }>(
      `SELECT id, folder_id, day, stars, flag FROM photo WHERE ${JUDGED} AND ${place.sql} ORDER BY id`,
      ...place.values,
    )
    .map(({ id, folder_id, day, stars, flag }) => {
      const starred = stars === 0 ? undefined : origins.get(id)?.get(stars);
      const flagged = flag === 'none' ? undefined : origins.get(id)?.get(flag);
      return {
        id,
        folderId: folder_id,
        day,
        ...(stars !== 0 && starred !== undefined && { stars: { ...starred, value: stars } }),
        ...(flag !== 'none' && flagged !== undefined && { flag: { ...flagged, value: flag } }),
      };
    });
}

function originOf({ batch_id, at, kind, reason, score_visible }: LogRow): Origin {
  const person = kind === 'decision';
  return {
    batch: batch_id,
    at,
    source: person ? 'person' : 'file',
    ...(reason !== null && { reason }),
    blind: !person || score_visible === 0,
  };
}
