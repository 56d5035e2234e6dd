import type { Folder, Root } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Connection } from './connection.ts';
import { isWithin, splitBelow, trimPath } from './paths.ts';

/** A folder that the person added, as work on paths needs it. */
export interface RootRow {
  readonly id: number;
  readonly path: string;
  readonly online: 0 | 1;
  readonly removed: 0 | 1;
}

/** Roots in the order of their paths. */
export function listRoots(connection: Connection): Root[] {
  const rows = connection.all<{
    id: number;
    path: string;
    online: number;
    watch: Root['watch'];
    photos: number;
  }>(
    `SELECT id, path, online, watch,
       (SELECT count(*) - count(beside) FROM photo WHERE root_id = root.id AND present = 1) AS photos
     FROM root WHERE removed = 0 ORDER BY path`,
  );
  return rows.map((row) => ({ ...row, online: row.online === 1 }));
}

/** The root in use that `path` is or lies below. */
export function rootCovering(connection: Connection, path: string): RootRow | undefined {
  const roots = connection.all<RootRow>(
    'SELECT id, path, online, removed FROM root WHERE removed = 0',
  );
  return roots.find((root) => isWithin(path, root.path));
}

/** Throws `bad-request` where there is no such root in use. */
export function requireRoot(connection: Connection, rootId: number): RootRow {
  const root = connection.get<RootRow>(
    'SELECT id, path, online, removed FROM root WHERE id = ? AND removed = 0',
    rootId,
  );
  if (root === undefined) {
    throw new KeepersError('bad-request', { reason: `root ${rootId} is not in the catalogue` });
  }
  return root;
}

/** Answers with the root that covers `asked`, new or old; a new one takes in the roots below it. */
export function addRoot(connection: Connection, asked: string, watch: Root['watch']): Root {
  const path = trimPath(asked);
  const id = connection.transaction(() => {
    const covering = rootCovering(connection, path);
    if (covering !== undefined) return covering.id;
    const rootId = openRoot(connection, path, watch);
    const others = connection.all<RootRow>('SELECT id, path, online, removed FROM root');
    for (const root of others) {
      if (root.id !== rootId && isWithin(root.path, path)) absorb(connection, rootId, path, root);
    }
    return rootId;
  });
  const root = listRoots(connection).find((candidate) => candidate.id === id);
  if (root === undefined) throw new KeepersError('internal', { reason: `root ${id} vanished` });
  return root;
}

function openRoot(connection: Connection, path: string, watch: Root['watch']): number {
  const row = connection.get<{ id: number }>(
    `INSERT INTO root (path, watch) VALUES (?, ?)
     ON CONFLICT (path) DO UPDATE SET removed = 0, online = 1, watch = excluded.watch
     RETURNING id`,
    path,
    watch,
  );
  if (row === undefined) throw new KeepersError('internal', { reason: 'a root has no id' });
  return row.id;
}

/** Moves the folders and photos of a root into the one above it; photos keep their ids. */
function absorb(connection: Connection, rootId: number, path: string, below: RootRow): void {
  const place = splitBelow(below.path, path);
  if (place === undefined) return;
  const top = place.folder === '' ? place.name : `${place.folder}/${place.name}`;
  const folders = connection.all<{ id: number; path: string }>(
    'SELECT id, path FROM folder WHERE root_id = ?',
    below.id,
  );
  for (const folder of folders) {
    const target = ensureFolder(
      connection,
      rootId,
      folder.path === '' ? top : `${top}/${folder.path}`,
    );
    connection.run(
      'UPDATE photo SET root_id = ?, folder_id = ? WHERE folder_id = ?',
      rootId,
      target,
      folder.id,
    );
  }
  connection.run('DELETE FROM folder WHERE root_id = ?', below.id);
  connection.run('DELETE FROM root WHERE id = ?', below.id);
}

/** Hides a root and its photos. Their verdicts stay, for the day when the folder is added again. */
export function removeRoot(connection: Connection, rootId: number, now: number): void {
  connection.transaction(() => {
    requireRoot(connection, rootId);
    connection.run(
      'UPDATE photo SET present = 0, gone_at = ? WHERE root_id = ? AND present = 1',
      now,
      rootId,
    );
    connection.run('UPDATE root SET removed = 1 WHERE id = ?', rootId);
  });
}

export function setRootOnline(connection: Connection, rootId: number, online: boolean): void {
  connection.transaction(() => {
    requireRoot(connection, rootId);
    connection.run('UPDATE root SET online = ? WHERE id = ?', online ? 1 : 0, rootId);
  });
}

export function setRootWatch(connection: Connection, rootId: number, watch: Root['watch']): void {
  connection.transaction(() => {
    requireRoot(connection, rootId);
    connection.run('UPDATE root SET watch = ? WHERE id = ?', watch, rootId);
  });
}

/** The id of a folder below a root, catalogued with every folder above it where it is new. */
export function ensureFolder(connection: Connection, rootId: number, path: string): number {
  const known = connection.value<number>(
    'SELECT id FROM folder WHERE root_id = ? AND path = ?',
    rootId,
    path,
  );
  if (known !== undefined) return known;
  if (path !== '')
    ensureFolder(connection, rootId, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  return connection.run('INSERT INTO folder (root_id, path) VALUES (?, ?)', rootId, path).id;
}

/** Folders that hold present photos, themselves or further down, in the order of root and path. */
export function listFolders(connection: Connection): Folder[] {
  const rows = connection.all<Folder>(
    `SELECT folder.id, folder.root_id AS rootId, folder.path,
       (SELECT count(*) - count(beside) FROM photo WHERE folder_id = folder.id AND present = 1) AS photos
     FROM folder JOIN root ON root.id = folder.root_id
     WHERE root.removed = 0 ORDER BY root.path, folder.path`,
  );
  const used = new Set<string>();
  for (const { rootId, path, photos } of rows) {
    if (photos === 0) continue;
    for (let above = path; ; above = above.slice(0, Math.max(0, above.lastIndexOf('/')))) {
      const key = `${rootId}:${above}`;
      if (used.has(key)) break;
      used.add(key);
      if (above === '') break;
    }
  }
  return rows.filter(({ rootId, path }) => used.has(`${rootId}:${path}`));
}

/** See `CatalogueReader.rootSample`. */
export function rootSample(
  connection: Connection,
  rootId: number,
  limit: number,
): { path: string; identity: string }[] {
  const all = connection.all<{ name: string; folder: string; identity: string }>(
    `SELECT photo.name, folder.path AS folder, photo.identity
     FROM photo JOIN folder ON folder.id = photo.folder_id
     WHERE photo.root_id = ? AND photo.identity NOT LIKE 'unread:%' ORDER BY photo.id`,
    rootId,
  );
  const step = Math.max(1, Math.ceil(all.length / limit));
  return all
    .filter((_row, at) => at % step === 0)
    .map(({ name, folder, identity }) => ({
      path: folder === '' ? name : `${folder}/${name}`,
      identity,
    }));
}
