import type { Camera } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Exif } from '../../src-shared/photo.ts';
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
         (SELECT count(*) FROM photo WHERE camera_id = camera.id AND present = 1) AS photos
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

/** See `CatalogueWriter.setCameraClock`. */
export function setCameraClock(connection: Connection, id: number, seconds: number): Camera {
  connection.transaction(() => {
    const before = connection.value<number>('SELECT clock_offset FROM camera WHERE id = ?', id);
    if (before === undefined) {
      throw new KeepersError('bad-request', { reason: `camera ${id} is not in the catalogue` });
    }
    const offset = seconds * 1000;
    connection.run('UPDATE camera SET clock_offset = ? WHERE id = ?', offset, id);
    connection.run(
      `UPDATE photo SET time_ms = time_ms + @shift,
         day = strftime('%Y-%m-%d', (time_ms + @shift) / 1000, 'unixepoch')
       WHERE camera_id = @id AND captured_at IS NOT NULL`,
      { shift: offset - before, id },
    );
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
