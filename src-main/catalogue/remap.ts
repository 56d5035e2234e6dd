import { KeepersError } from '../../src-shared/errors.ts';
import type { Connection } from './connection.ts';
import { isWithin, trimPath } from './paths.ts';
import { openForWriting } from './open.ts';
import { requireRoot } from './roots.ts';

/** An old place and the new one of the same files. */
export interface Moved {
  readonly from: string;
  readonly to: string;
}

/** A separator is what the path itself uses: a catalogue may come from another system. */
function separatorOf(path: string): string {
  return /^[a-z]:|\\/i.test(path) && !path.startsWith('/') ? '\\' : '/';
}

/** A path after moves, the most particular one first; undefined where none concerns it. */
function movedPath(path: string, moves: readonly Moved[]): string | undefined {
  const separator = separatorOf(path);
  const fitting = moves
    .filter(({ from }) => isWithin(path, trimPath(from, separator), separator))
    .sort((a, b) => b.from.length - a.from.length);
  const [move] = fitting;
  if (move === undefined) return undefined;
  const from = trimPath(move.from, separator);
  const rest = path
    .slice(from.length)
    .split(separator)
    .filter((part) => part !== '');
  const target = separatorOf(move.to);
  return [trimPath(move.to, target), ...rest].join(target);
}

/**
 * Opens a catalogue that nobody has open, brings it up to date and moves its roots and all that hangs on their paths.
 * Throws as `openForWriting` does, and `bad-request` where two roots would become one.
 */
export function remapCatalogue(file: string, moves: readonly Moved[]): void {
  const connection = openForWriting(file);
  try {
    connection.transaction(() => movePaths(connection, moves));
    connection.pragma('journal_mode = DELETE');
  } finally {
    connection.close();
  }
}

/** Moves a root to where its folder is now. Throws `bad-request` where another root is there. */
export function relinkRoot(connection: Connection, rootId: number, path: string): void {
  connection.transaction(() => {
    const root = requireRoot(connection, rootId);
    movePaths(connection, [{ from: root.path, to: path }]);
    connection.run('UPDATE root SET online = 1 WHERE id = ?', rootId);
  });
}

function movePaths(connection: Connection, moves: readonly Moved[]): void {
  const roots = connection.all<{ id: number; path: string; removed: number }>(
    'SELECT id, path, removed FROM root',
  );
  const after = roots.map((root) => ({ ...root, path: movedPath(root.path, moves) ?? root.path }));
  for (const one of after) {
    const overlapping = after.find(
      (other) =>
        other.id !== one.id &&
        (other.path === one.path ||
          (other.removed === 0 && one.removed === 0 && isWithin(other.path, one.path))),
    );
    if (overlapping !== undefined) {
      throw new KeepersError('bad-request', {
        reason: `${one.path} would hold two folders of the library`,
      });
    }
  }
  // Through names that nothing has, so that two roots may change places.
  for (const { id } of after)
    connection.run('UPDATE root SET path = ? WHERE id = ?', `\0${id}`, id);
  for (const { id, path } of after)
    connection.run('UPDATE root SET path = ? WHERE id = ?', path, id);
  moveColumn(connection, 'photo_detail', 'sidecar_path', moves);
  moveColumn(connection, 'imported_file', 'path', moves);
}

function moveColumn(
  connection: Connection,
  table: string,
  column: string,
  moves: readonly Moved[],
): void {
  const paths = connection.column<string>(
    `SELECT DISTINCT ${column} FROM ${table} WHERE ${column} IS NOT NULL`,
  );
  for (const path of paths) {
    const moved = movedPath(path, moves);
    if (moved === undefined || moved === path) continue;
    connection.run(`UPDATE OR REPLACE ${table} SET ${column} = ? WHERE ${column} = ?`, moved, path);
  }
}
