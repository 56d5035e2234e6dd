/**
 * What the person has joined and parted by hand.
 *
 * A set of photos is made once and never changes; a photo is in one at most. Moving photos into a new set is a step
 * in the decision log like any verdict, so that one undo takes back whichever came last. Groups that follow from
 * the photos themselves are not kept here or anywhere (see workflows/grouping).
 */
import type { GroupKind } from '../../src-shared/group.ts';
import type { Connection } from './connection.ts';
import { EXPOSURE } from './exposures.ts';
import { requirePhoto } from './lookup.ts';
import { photosInWords } from './summary.ts';
import type { PlacedPhoto, SetOfPhotos } from './types.ts';

interface Row {
  readonly photo_id: number;
  readonly before_set: number | null;
  readonly after_set: number | null;
}

/** Every photo that is in a set, present or not. */
export function placedPhotos(connection: Connection): PlacedPhoto[] {
  return connection
    .all<{ id: number; set: number; how: PlacedPhoto['how']; kind: GroupKind | null }>(
      `SELECT photo_id AS id, set_id AS "set", how, kind
       FROM placement JOIN placement_set ON placement_set.id = set_id`,
    )
    .map(({ kind, ...placed }) => ({ ...placed, ...(kind !== null && { kind }) }));
}

/** Makes these sets, as part of a batch that has been begun. Throws `photo-unknown`. */
export function makeSets(
  connection: Connection,
  batch: number,
  sets: readonly SetOfPhotos[],
): void {
  for (const { ids, how, kind } of sets) {
    const set = connection.run(
      'INSERT INTO placement_set (how, kind) VALUES (?, ?)',
      how,
      kind ?? null,
    ).id;
    for (const id of ids) move(connection, batch, id, set);
  }
}

/** A photo and the set that it is to be in; null takes it out of any. */
export interface Move {
  readonly id: number;
  readonly set: number | null;
}

/** The sets that the photos of a batch had before it, or after it. */
export function movesBack(connection: Connection, batch: number, to: 'before' | 'after'): Move[] {
  return rowsOf(connection, batch).map((row) => ({
    id: row.photo_id,
    set: to === 'before' ? row.before_set : row.after_set,
  }));
}

/** The sets that photos were in after a batch, of those that are elsewhere now. */
export function movesSince(connection: Connection, point: number): Move[] {
  return connection
    .all<Move & { now: number | null }>(
      `SELECT regrouping.photo_id AS id, before_set AS "set", placement.set_id AS now
       FROM regrouping LEFT JOIN placement ON placement.photo_id = regrouping.photo_id
       WHERE regrouping.id IN (SELECT min(id) FROM regrouping WHERE batch_id > ? GROUP BY photo_id)
       ORDER BY regrouping.id`,
      point,
    )
    .flatMap(({ id, set, now }) => (set === now ? [] : [{ id, set }]));
}

/** Moves the photos, as part of a batch that has been begun. Throws `photo-unknown`. */
export function setPlacements(connection: Connection, batch: number, moves: readonly Move[]): void {
  for (const { id, set } of moves) move(connection, batch, id, set);
}

/** Photos that a batch moved. */
export function movedBy(connection: Connection, batch: number): number[] {
  return rowsOf(connection, batch).map(({ photo_id }) => photo_id);
}

/** "Joined 5 photos into one group"; undefined where a batch moved none. */
export function regroupingInWords(connection: Connection, batch: number): string | undefined {
  const rows = connection.all<{ how: PlacedPhoto['how']; photos: number }>(
    `SELECT how, count(DISTINCT ${EXPOSURE}) AS photos FROM regrouping
     JOIN placement_set ON placement_set.id = after_set JOIN photo ON photo.id = photo_id
     WHERE batch_id = ? GROUP BY how ORDER BY how`,
    batch,
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  const photos = photosInWords(first.photos);
  return first.how === 'merged'
    ? `Joined ${photos} into one group`
    : `Parted ${photos} from ${first.photos === 1 ? 'its' : 'their'} group`;
}

function rowsOf(connection: Connection, batch: number): Row[] {
  return connection.all<Row>(
    'SELECT photo_id, before_set, after_set FROM regrouping WHERE batch_id = ? ORDER BY id',
    batch,
  );
}

function move(connection: Connection, batch: number, id: number, set: number | null): void {
  requirePhoto(connection, id);
  const before = connection.value<number>('SELECT set_id FROM placement WHERE photo_id = ?', id);
  connection.run(
    'INSERT INTO regrouping (batch_id, photo_id, before_set, after_set) VALUES (?, ?, ?, ?)',
    batch,
    id,
    before ?? null,
    set,
  );
  if (set === null) connection.run('DELETE FROM placement WHERE photo_id = ?', id);
  else {
    connection.run(
      `INSERT INTO placement (photo_id, set_id) VALUES (?, ?)
       ON CONFLICT (photo_id) DO UPDATE SET set_id = excluded.set_id`,
      id,
      set,
    );
  }
}
