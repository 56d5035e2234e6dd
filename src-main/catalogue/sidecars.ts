import path from 'node:path';
import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { SidecarState, Verdict } from '../../src-shared/verdict.ts';
import type { Connection } from './connection.ts';
import { joinBelow } from './paths.ts';
import { JUDGED } from './statistics.ts';
import type { FileRecord, VerdictToWrite } from './types.ts';

type Row = Verdict & { id: number; name: string; folder: string; root: string };

const TO_WRITE =
  'photo.id, photo.name, folder.path AS folder, root.path AS root, photo.stars, photo.flag, photo.color';
const PLACES = 'JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id';
/** Lets the index of what is unwritten serve. */
const UNWRITTEN = "photo.present = 1 AND photo.sidecar IN ('pending', 'failed', 'conflict')";
/** Whatever happens on a camera's card, nothing is written there. */
const MAY_BE_TRIED = "coalesce(json_extract(sidecar_error, '$.code'), '') <> 'camera-card'";

/** A conflict is a person's to settle: until then nothing is made to agree. */
const AGREED = 'NOT EXISTS (SELECT 1 FROM conflict WHERE photo_id = photo.id)';

function toWrite({ id, name, folder, root, stars, flag, color }: Row): VerdictToWrite {
  return { id, path: joinBelow(root, folder, name), verdict: { stars, flag, color } };
}

/** See `CatalogueReader.pendingSidecars`. */
export function pendingSidecars(connection: Connection, limit: number): VerdictToWrite[] {
  return connection
    .all<Row>(
      `SELECT ${TO_WRITE} FROM photo INDEXED BY photo_unwritten ${PLACES}
       WHERE ${UNWRITTEN} AND photo.sidecar = 'pending' AND root.online = 1
       ORDER BY photo.decided LIMIT ?`,
      limit,
    )
    .map(toWrite);
}

/** See `CatalogueReader.failedSidecars`. */
export function failedSidecars(connection: Connection, limit: number): VerdictToWrite[] {
  return connection
    .all<Row & { oldest: number }>(
      `SELECT ${TO_WRITE}, min(photo.decided) AS oldest FROM photo INDEXED BY photo_unwritten ${PLACES}
       JOIN photo_detail ON photo_detail.photo_id = photo.id
       WHERE ${UNWRITTEN} AND photo.sidecar = 'failed' AND root.online = 1 AND ${MAY_BE_TRIED}
       GROUP BY photo.folder_id ORDER BY oldest LIMIT ?`,
      limit,
    )
    .map(toWrite);
}

/** See `CatalogueReader.judgedPhotos`. */
export function judgedPhotos(
  connection: Connection,
  limit: number,
): { photos: VerdictToWrite[]; total: number } {
  const from = `FROM photo ${PLACES} WHERE photo.present = 1 AND ${JUDGED} AND ${AGREED} AND root.online = 1`;
  return {
    photos: connection
      .all<Row>(`SELECT ${TO_WRITE} ${from} ORDER BY photo.decided DESC LIMIT ?`, limit)
      .map(toWrite),
    total: connection.value<number>(`SELECT count(*) ${from}`) ?? 0,
  };
}

/** See `CatalogueWriter.requeueBeside`. */
export function requeueBeside(connection: Connection, id: number): number {
  return connection.run(
    `UPDATE photo SET sidecar = 'pending'
     WHERE ${UNWRITTEN.replaceAll('photo.', '')} AND sidecar = 'failed'
       AND folder_id = (SELECT folder_id FROM photo WHERE id = ?)
       AND EXISTS (SELECT 1 FROM photo_detail WHERE photo_id = photo.id AND ${MAY_BE_TRIED})`,
    id,
  ).changes;
}

/** See `CatalogueWriter.queueJudged`. */
export function queueJudged(connection: Connection): number {
  return connection.run(
    `UPDATE photo SET sidecar = 'pending' WHERE present = 1 AND ${JUDGED} AND ${AGREED}`,
  ).changes;
}

/** See `CatalogueWriter.setFileAsWritten`. */
export function setFileAsWritten(
  connection: Connection,
  id: number,
  file: Omit<FileRecord, 'path' | 'format'> & { readonly identity: string },
): void {
  connection.run(
    'UPDATE photo SET bytes = ?, modified_at = ?, file_id = ?, identity = ? WHERE id = ?',
    file.bytes,
    file.modifiedAt,
    file.fileId,
    file.identity,
    id,
  );
}

/** See `CatalogueWriter.setSidecar`: a path or time that is not given stays, an error does not. */
export function setSidecar(
  connection: Connection,
  id: number,
  state: SidecarState,
  details: { path?: string; modifiedAt?: number; error?: ErrorInfo },
): void {
  connection.transaction(() => {
    connection.run('UPDATE photo SET sidecar = ? WHERE id = ?', state, id);
    connection.run(
      `UPDATE photo_detail SET sidecar_path = coalesce(?, sidecar_path),
         sidecar_seen_at = coalesce(?, sidecar_seen_at), sidecar_error = ?
       WHERE photo_id = ?`,
      details.path ?? null,
      details.modifiedAt ?? null,
      details.error === undefined ? null : JSON.stringify(details.error),
      id,
    );
  });
}

export function sidecarSeenAt(connection: Connection, id: number): number | undefined {
  const at = connection.value<number | null>(
    'SELECT sidecar_seen_at FROM photo_detail WHERE photo_id = ?',
    id,
  );
  return at ?? undefined;
}

/**
 * A photo moved: its verdict is written again where no sidecar came along. One that did is left alone, since
 * another program may have moved both and changed it.
 */
export function followSidecar(
  connection: Connection,
  id: number,
  photoPath: string,
  exists: (path: string) => boolean,
): void {
  connection.run('UPDATE photo_detail SET sidecar_path = NULL WHERE photo_id = ?', id);
  const { dir, name, base } = path.parse(photoPath);
  if ([name, base].some((stem) => exists(path.join(dir, `${stem}.xmp`)))) return;
  connection.run("UPDATE photo SET sidecar = 'pending' WHERE id = ? AND sidecar = 'written'", id);
}
