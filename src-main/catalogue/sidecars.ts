import path from 'node:path';
import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { SidecarState, Verdict } from '../../src-shared/verdict.ts';
import type { Connection } from './connection.ts';
import { joinBelow } from './paths.ts';

/** See `CatalogueReader.pendingSidecars`. */
export function pendingSidecars(
  connection: Connection,
  limit: number,
): { id: number; path: string; verdict: Verdict }[] {
  const rows = connection.all<Verdict & { id: number; name: string; folder: string; root: string }>(
    `SELECT photo.id, photo.name, folder.path AS folder, root.path AS root,
       photo.stars, photo.flag, photo.color
     FROM photo INDEXED BY photo_unwritten
     JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id
     WHERE photo.present = 1 AND photo.sidecar = 'pending'
       AND photo.sidecar IN ('pending', 'failed', 'conflict') AND root.online = 1
     ORDER BY photo.decided LIMIT ?`,
    limit,
  );
  return rows.map(({ id, name, folder, root, stars, flag, color }) => ({
    id,
    path: joinBelow(root, folder, name),
    verdict: { stars, flag, color },
  }));
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
