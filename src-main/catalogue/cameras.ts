import type { Camera } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Exif } from '../../src-shared/photo.ts';
import { offsetInWords } from '../../src-shared/clock-offset.ts';
import { openBatch } from './batches.ts';
import type { Connection } from './connection.ts';

interface CameraRow {
  readonly id: number;
  readonly clock_offset: number;
}

/** Cameras of photos that are present, by name and serial number. Bodies without a number share one entry. */
export function listCameras(connection: Connection): Camera[] {
  return connection
    .all<{ id: number; name: string; serial: string; clockOffset: number; photos: number }>(
      `SELECT id, name, serial, clock_offset / 1000 AS clockOffset,
         (SELECT count(*) - count(beside) FROM photo WHERE camera_id = camera.id AND present = 1)
           AS photos
       FROM camera ORDER BY name COLLATE NOCASE, serial`,
    )
    .filter(({ photos }) => photos > 0)
    .map(({ serial, ...camera }) => ({ ...camera, ...(serial !== '' && { serial }) }));
}

/** The camera of a photo, catalogued where it is new; undefined where the photo names none. */
export function ensureCamera(
  connection: Connection,
  { camera, serial = '' }: Pick<Exif, 'camera' | 'serial'>,
): { readonly id: number; readonly clockOffset: number } | undefined {
  if (camera === undefined) return undefined;
  const row =
    connection.get<CameraRow>(
      'SELECT id, clock_offset FROM camera WHERE name = ? AND serial = ?',
      camera,
      serial,
    ) ??
    connection.get<CameraRow>(
      'INSERT INTO camera (name, serial) VALUES (?, ?) RETURNING id, clock_offset',
      camera,
      serial,
    );
  return row && { id: row.id, clockOffset: row.clock_offset };
}

/** A camera and how its clock is to be corrected, milliseconds. */
interface ClockSetting {
  readonly id: number;
  readonly offset: number;
}

/** See `CatalogueWriter.setCameraClock`. */
export function setCameraClock(
  connection: Connection,
  id: number,
  seconds: number,
  at: number,
): Camera {
  connection.transaction(() => {
    const before = connection.value<number>('SELECT clock_offset FROM camera WHERE id = ?', id);
    if (before === undefined) {
      throw new KeepersError('bad-request', { reason: `camera ${id} is not in the catalogue` });
    }
    const offset = seconds * 1000;
    if (offset === before) return;
    const batch = openBatch(connection, { kind: 'decision', at, reason: 'clock' });
    setClocks(connection, batch, [{ id, offset }]);
  });
  const camera = connection.get<{ name: string; serial: string }>(
    'SELECT name, serial FROM camera WHERE id = ?',
    id,
  );
  const photos = connection.value<number>(
    'SELECT count(*) FROM photo WHERE camera_id = ? AND present = 1',
    id,
  );
  return {
    id,
    name: camera?.name ?? '',
    ...(camera !== undefined && camera.serial !== '' && { serial: camera.serial }),
    clockOffset: seconds,
    photos: photos ?? 0,
  };
}

/** Sets clocks, as part of a batch that has been begun; orders by time and capture days follow. */
export function setClocks(
  connection: Connection,
  batch: number,
  clocks: readonly ClockSetting[],
): void {
  for (const { id, offset } of clocks) {
    const before =
      connection.value<number>('SELECT clock_offset FROM camera WHERE id = ?', id) ?? 0;
    connection.run(
      'INSERT INTO clock_change (batch_id, camera_id, before_offset, after_offset) VALUES (?, ?, ?, ?)',
      ...[batch, id, before, offset],
    );
    connection.run('UPDATE camera SET clock_offset = ? WHERE id = ?', offset, id);
    connection.run(
      `UPDATE photo SET time_ms = time_ms + @shift,
         day = strftime('%Y-%m-%d', (time_ms + @shift) / 1000, 'unixepoch')
       WHERE camera_id = @id AND captured_at IS NOT NULL`,
      { shift: offset - before, id },
    );
  }
}

/** The clocks that a batch set, as they were before it, or after it. */
export function clocksBack(
  connection: Connection,
  batch: number,
  to: 'before' | 'after',
): ClockSetting[] {
  return connection.all<ClockSetting>(
    `SELECT camera_id AS id, ${to}_offset AS "offset" FROM clock_change WHERE batch_id = ? ORDER BY id`,
    batch,
  );
}

/** Clocks as they were after a batch, of those that are different now. */
export function clocksSince(connection: Connection, point: number): ClockSetting[] {
  return connection.all<ClockSetting>(
    `SELECT camera.id, before_offset AS "offset" FROM clock_change JOIN camera ON camera.id = camera_id
     WHERE clock_change.id IN (SELECT min(id) FROM clock_change WHERE batch_id > ? GROUP BY camera_id)
       AND before_offset <> clock_offset ORDER BY clock_change.id`,
    point,
  );
}

/** "Set the clock of NIKON Z 8 by +1:00:00"; undefined where a batch set none. */
export function clocksInWords(connection: Connection, batch: number): string | undefined {
  const [row] = connection.all<{ name: string; after_offset: number }>(
    `SELECT name, after_offset FROM clock_change JOIN camera ON camera.id = camera_id
     WHERE batch_id = ?`,
    batch,
  );
  if (row === undefined) return undefined;
  if (row.after_offset === 0) return `Took the clock of ${row.name} as it is`;
  return `Corrected the clock of ${row.name} by ${offsetInWords(row.after_offset / 1000)}`;
}
