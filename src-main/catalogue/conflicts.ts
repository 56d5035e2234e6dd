import type { VerdictVersion } from '../../src-shared/verdict.ts';
import type { Connection } from './connection.ts';
import { requirePhoto } from './lookup.ts';

/** See `CatalogueWriter.setConflict`. */
export function setConflict(
  connection: Connection,
  id: number,
  versions: readonly VerdictVersion[],
): void {
  if (versions.length === 0) connection.run('DELETE FROM conflict WHERE photo_id = ?', id);
  else {
    connection.run(
      'INSERT OR REPLACE INTO conflict (photo_id, versions) VALUES (?, ?)',
      id,
      JSON.stringify(versions),
    );
  }
}

/** What disagrees about a photo; empty where nothing does. */
export function readConflict(connection: Connection, id: number): VerdictVersion[] {
  const versions = connection.value<string>('SELECT versions FROM conflict WHERE photo_id = ?', id);
  return versions === undefined ? [] : (JSON.parse(versions) as VerdictVersion[]);
}

/** See `CatalogueWriter.settle`. */
export function settle(connection: Connection, id: number, at: number): void {
  connection.transaction(() => {
    requirePhoto(connection, id);
    connection.run('DELETE FROM conflict WHERE photo_id = ?', id);
    connection.run('INSERT OR REPLACE INTO settlement (photo_id, at) VALUES (?, ?)', id, at);
    connection.run("UPDATE photo SET sidecar = 'pending' WHERE id = ?", id);
  });
}

/** See `CatalogueReader.settledAt`. */
export function settledAt(connection: Connection, id: number): number | undefined {
  const at = connection.value<number | null>(
    `SELECT max(at) FROM (
       SELECT at FROM settlement WHERE photo_id = @id
       UNION ALL SELECT batch.at FROM decision JOIN batch ON batch.id = decision.batch_id
         WHERE decision.photo_id = @id AND batch.kind <> 'sidecar')`,
    { id },
  );
  return at ?? undefined;
}
