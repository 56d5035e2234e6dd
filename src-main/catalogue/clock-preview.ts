/** What another correction of a camera's clock would change. */
import type { ClockPreview } from '../../src-shared/bridge.ts';
import type { Connection } from './connection.ts';

/** Photos shown on each side of the one that is looked at. */
const AROUND = 3;

interface Timed {
  readonly id: number;
  readonly time: number;
}

const OWN = `FROM photo WHERE camera_id = @camera AND present = 1 AND beside IS NULL
  AND captured_at IS NOT NULL`;

/** See `CatalogueReader.clockPreview`. */
export function previewClock(
  connection: Connection,
  { cameraId: camera, seconds, index }: { cameraId: number; seconds: number; index: number },
): ClockPreview {
  const now = connection.value<number>('SELECT clock_offset FROM camera WHERE id = ?', camera);
  const shift = seconds * 1000 - (now ?? 0);
  const photos = connection.value<number>(`SELECT count(*) ${OWN}`, { camera }) ?? 0;
  const days = connection.value<number>(
    `SELECT count(*) ${OWN}
       AND day <> strftime('%Y-%m-%d', (time_ms + @shift) / 1000, 'unixepoch')`,
    { camera, shift },
  );
  const looked = connection.get<Timed>(
    `SELECT id, time_ms AS time ${OWN} ORDER BY time_ms, name_key, id LIMIT 1 OFFSET @index`,
    { camera, index: Math.max(0, Math.min(index, photos - 1)) },
  );
  if (looked === undefined) return { photos, otherDays: 0, around: [] };
  const at = looked.time + shift;
  const around = [
    ...own(connection, camera, looked).map(({ id, time }) => ({
      id,
      time: time + shift,
      own: true,
    })),
    ...others(connection, camera, at).map((photo) => ({ ...photo, own: false })),
  ].sort((a, b) => a.time - b.time || a.id - b.id);
  const place = around.findIndex(({ id }) => id === looked.id);
  return {
    photos,
    otherDays: days ?? 0,
    looked: { id: looked.id, before: wallClock(looked.time), after: wallClock(at) },
    around: around
      .slice(Math.max(0, place - AROUND), place + AROUND + 1)
      .map(({ id, time, own }) => ({ id, at: wallClock(time), own })),
  };
}

/** The camera's own neighbours of a photo, by the clock as it is. */
function own(connection: Connection, camera: number, { id, time }: Timed): Timed[] {
  const side = (compare: '<' | '>', way: 'ASC' | 'DESC') =>
    connection.all<Timed>(
      `SELECT id, time_ms AS time ${OWN} AND (time_ms, id) ${compare} (@time, @id)
       ORDER BY time_ms ${way}, id ${way} LIMIT ${AROUND}`,
      { camera, time, id },
    );
  return [...side('<', 'DESC'), { id, time }, ...side('>', 'ASC')];
}

/** Other cameras' photos nearest to a moment. */
function others(connection: Connection, camera: number, at: number): Timed[] {
  const side = (compare: '<=' | '>', way: 'ASC' | 'DESC') =>
    connection.all<Timed>(
      `SELECT id, time_ms AS time FROM photo INDEXED BY photo_time
       WHERE present = 1 AND beside IS NULL AND camera_id IS NOT @camera AND captured_at IS NOT NULL
         AND time_ms ${compare} @at
       ORDER BY time_ms ${way} LIMIT ${AROUND}`,
      { camera, at },
    );
  return [...side('<=', 'DESC'), ...side('>', 'ASC')];
}

/** `YYYY-MM-DDTHH:MM:SS` of wall-clock milliseconds. */
function wallClock(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
