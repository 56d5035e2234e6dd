/**
 * What grouping reads of photos: how they were taken, what they show, how good they are.
 *
 * A CROSS JOIN keeps SQLite from turning a join round: beginning with the table, it would look through the
 * list of ids once for every row of the library.
 */
import type { Exif, Format, Measurements } from '../../src-shared/photo.ts';
import type { Connection } from './connection.ts';
import { joinBelow } from './paths.ts';
import type { CaptureRecord } from './types.ts';

/** See `CatalogueReader.captures`. */
export function readCaptures(connection: Connection, ids: readonly number[]): CaptureRecord[] {
  const rows = connection.all<{
    id: number;
    name: string;
    folder_id: number;
    folder: string;
    root: string;
    format: Format;
    width: number | null;
    height: number | null;
    exif: string | null;
    clock_offset: number | null;
    has_content: 0 | 1;
  }>(
    `SELECT photo.id, photo.name, photo.folder_id, folder.path AS folder, root.path AS root,
       photo.format, photo.width, photo.height, photo_detail.exif, camera.clock_offset,
       EXISTS (SELECT 1 FROM model JOIN content_embedding ON model_id = model.id
               WHERE model.current = 1 AND content_embedding.photo_id = photo.id) AS has_content
     FROM json_each(?) AS asked
     CROSS JOIN photo ON photo.id = asked.value
     JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id
     JOIN photo_detail ON photo_detail.photo_id = photo.id
     LEFT JOIN camera ON camera.id = photo.camera_id
     WHERE photo.present = 1 ORDER BY asked.key`,
    JSON.stringify(ids),
  );
  // One text for all photos of a folder.
  const folders = new Map<number, string>();
  return rows.map((row) => {
    const path = joinBelow(row.root, row.folder, row.name);
    let folder = folders.get(row.folder_id);
    if (folder === undefined) {
      folder = path.slice(0, path.length - row.name.length - 1);
      folders.set(row.folder_id, folder);
    }
    return {
      id: row.id,
      path,
      folder,
      name: row.name,
      format: row.format,
      exif: row.exif === null ? {} : (JSON.parse(row.exif) as Exif),
      ...(row.width !== null && { width: row.width }),
      ...(row.height !== null && { height: row.height }),
      ...(row.clock_offset !== null && { clockOffset: row.clock_offset }),
      hasContent: row.has_content === 1,
    };
  });
}

/** See `CatalogueReader.contentEmbeddings`. */
export function readContentEmbeddings(
  connection: Connection,
  ids: readonly number[],
): Map<number, Float32Array> {
  const rows = connection.all<{ photo_id: number; content: Buffer }>(
    `SELECT photo_id, content FROM model CROSS JOIN json_each(?) AS asked
     CROSS JOIN content_embedding ON model_id = model.id AND photo_id = asked.value
     WHERE model.current = 1`,
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ photo_id, content }) => [photo_id, floatsOf(content)]));
}

/** A blob of float32 as an array of its own: the bytes lie at any offset, floats do not. */
export function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** See `CatalogueReader.overallScores`. */
export function readOverallScores(
  connection: Connection,
  ids: readonly number[],
): Map<number, number> {
  const rows = connection.all<{ id: number; aesthetic: number }>(
    `SELECT photo.id, aesthetic FROM json_each(?) AS asked CROSS JOIN photo ON photo.id = asked.value
     CROSS JOIN score ON score.model_id = photo.shown_model AND score.photo_id = photo.id
     WHERE aesthetic IS NOT NULL`,
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ id, aesthetic }) => [id, aesthetic]));
}

/** See `CatalogueReader.measurements`. */
export function readMeasurements(
  connection: Connection,
  ids: readonly number[],
): Map<number, Measurements> {
  const rows = connection.all<{ photo_id: number; measurements: string }>(
    `SELECT photo_id, measurements FROM json_each(?) AS asked
     CROSS JOIN photo_detail ON photo_id = asked.value WHERE measurements IS NOT NULL`,
    JSON.stringify(ids),
  );
  return new Map(
    rows.map(({ photo_id, measurements }) => [photo_id, JSON.parse(measurements) as Measurements]),
  );
}
