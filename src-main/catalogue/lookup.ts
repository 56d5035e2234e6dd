import { KeepersError } from '../../src-shared/errors.ts';
import type { Format } from '../../src-shared/photo.ts';
import type { Connection } from './connection.ts';
import { joinBelow, splitBelow } from './paths.ts';
import { rootCovering } from './roots.ts';
import type { WorkItem } from './types.ts';

/** See `CatalogueReader.workItem`. */
export function readWorkItem(connection: Connection, id: number): WorkItem | undefined {
  const row = connection.get<{
    name: string;
    format: Format;
    bytes: number;
    modified_at: number;
    picture_version: string | null;
    folder: string;
    root: string;
  }>(
    `SELECT photo.name, photo.format, photo.bytes, photo.modified_at, photo.picture_version,
       folder.path AS folder, root.path AS root
     FROM photo JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id
     WHERE photo.id = ? AND photo.present = 1`,
    id,
  );
  if (row === undefined) return undefined;
  return {
    id,
    path: joinBelow(row.root, row.folder, row.name),
    format: row.format,
    bytes: row.bytes,
    modifiedAt: row.modified_at,
    pictureVersion: row.picture_version ?? undefined,
  };
}

/** The present photo at an absolute path. */
export function presentPhotoAt(connection: Connection, path: string): number | undefined {
  const place = placeOf(connection, path);
  if (place === undefined) return undefined;
  return connection.value<number>(
    'SELECT id FROM photo WHERE folder_id = ? AND name = ? AND present = 1',
    place.folderId,
    place.name,
  );
}

/** See `CatalogueReader.photoIdsBeside`. */
export function photosBeside(connection: Connection, sidecarPath: string): number[] {
  const place = placeOf(connection, sidecarPath);
  if (place === undefined || !/.\.xmp$/i.test(place.name)) return [];
  const stem = place.name.slice(0, -'.xmp'.length);
  // '/' follows '.', so this range of names is all that begin with the stem and a dot.
  const rows = connection.all<{ id: number; name: string }>(
    `SELECT id, name FROM photo
     WHERE folder_id = @folder AND present = 1
       AND (name = @stem OR (name > @stem || '.' AND name < @stem || '/'))
     ORDER BY id`,
    { folder: place.folderId, stem },
  );
  const exact = rows.filter(({ name }) => name === stem);
  const beside =
    exact.length > 0 ? exact : rows.filter(({ name }) => name.lastIndexOf('.') === stem.length);
  return beside.map(({ id }) => id);
}

function placeOf(
  connection: Connection,
  path: string,
): { folderId: number; name: string } | undefined {
  const root = rootCovering(connection, path);
  const split = root && splitBelow(path, root.path);
  if (root === undefined || split === undefined) return undefined;
  const folderId = connection.value<number>(
    'SELECT id FROM folder WHERE root_id = ? AND path = ?',
    root.id,
    split.folder,
  );
  return folderId === undefined ? undefined : { folderId, name: split.name };
}

/** Throws `photo-unknown` for an id that no photo ever had. */
export function requirePhoto(connection: Connection, id: number): void {
  if (connection.value<number>('SELECT 1 FROM photo WHERE id = ?', id) === undefined) {
    throw new KeepersError('photo-unknown', { id });
  }
}
