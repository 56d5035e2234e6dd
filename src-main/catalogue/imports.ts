import type { Connection } from './connection.ts';
import { joinBelow } from './paths.ts';
import type { ImportedFile, KnownCopy } from './types.ts';

/** See `CatalogueReader.knownCopies`. */
export function knownCopies(connection: Connection, identity: string, bytes: number): KnownCopy[] {
  const photos = connection.all<{ name: string; folder: string; root: string }>(
    `SELECT photo.name, folder.path AS folder, root.path AS root
     FROM photo JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = photo.root_id
     WHERE photo.identity = ? AND photo.bytes = ?`,
    identity,
    bytes,
  );
  const imported = connection.all<KnownCopy>(
    'SELECT path, sha256 FROM imported_file WHERE identity = ? AND bytes = ? ORDER BY at DESC',
    identity,
    bytes,
  );
  const paths = new Set(imported.map(({ path }) => path));
  return [
    ...imported,
    ...photos
      .map(({ root, folder, name }) => ({ path: joinBelow(root, folder, name) }))
      .filter(({ path }) => !paths.has(path)),
  ];
}

/** See `CatalogueWriter.recordImports`. */
export function recordImports(
  connection: Connection,
  files: readonly ImportedFile[],
  at: number,
): void {
  connection.transaction(() => {
    for (const { identity, bytes, path, sha256 } of files) {
      connection.run(
        'INSERT OR REPLACE INTO imported_file (identity, bytes, path, sha256, at) VALUES (?, ?, ?, ?, ?)',
        ...[identity, bytes, path, sha256, at],
      );
    }
  });
}
