import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { Connection } from './connection.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/types.ts';
import { catalogueError } from './sqlite-errors.ts';

/** 'KEEP' in the file's header, so that another program's database is never taken for a catalogue. */
const APPLICATION_ID = 0x4b454550;

/**
 * Opens the catalogue for writing; creates a missing one and migrates an old one. Throws `catalogue-newer`,
 * `catalogue-damaged`, `folder-missing`, `disk-full` or `write-failed`; a file that is refused is left untouched.
 */
export function openForWriting(
  file: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Connection {
  const exists = existsSync(file);
  requireWritable(file, exists);
  if (exists && statSync(file).size > 0) inspect(file, migrations);
  const connection = new Connection(file, 'create');
  try {
    connection.pragma('journal_mode = WAL');
    // A commit is on the disk before it returns, the drive's own cache included (fullfsync: macOS).
    connection.pragma('synchronous = FULL');
    connection.pragma('fullfsync = ON');
    connection.pragma('checkpoint_fullfsync = ON');
    // Writes nothing where it is set already.
    if (Number(connection.pragma('application_id')) !== APPLICATION_ID) {
      connection.pragma(`application_id = ${APPLICATION_ID}`);
    }
    migrate(connection, migrations);
    // A read-only file would otherwise be noticed at the first verdict.
    connection.transaction(() => connection.pragma(`user_version = ${newest(migrations)}`));
    return connection;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

/** SQLite itself says no more than that it cannot open the file. */
function requireWritable(file: string, exists: boolean): void {
  const folder = path.dirname(file);
  if (!existsSync(folder)) throw new KeepersError('folder-missing', { path: folder });
  try {
    accessSync(folder, constants.W_OK);
    if (exists) accessSync(file, constants.W_OK);
  } catch (thrown) {
    throw catalogueError(thrown, file);
  }
}

/** Opens an up-to-date catalogue for reading. Throws as `openForWriting` does, and `file-missing`. */
export function openForReading(file: string): Connection {
  if (!existsSync(file)) throw new KeepersError('file-missing', { path: file });
  const version = inspect(file, MIGRATIONS);
  if (version < newest(MIGRATIONS)) {
    const reason = 'The catalogue is from an older version of Keepers. Open it in Keepers once.';
    throw new KeepersError('bad-usage', { reason });
  }
  return new Connection(file, 'read');
}

/** Looks at an existing file without changing it; returns its version, 0 for one that holds nothing yet. */
function inspect(file: string, migrations: readonly Migration[]): number {
  const connection = new Connection(file, 'read');
  try {
    const version = Number(connection.pragma('user_version'));
    const tables = connection.column<string>("SELECT name FROM sqlite_schema WHERE type = 'table'");
    if (tables.length === 0 && version === 0) return 0;
    if (Number(connection.pragma('application_id')) !== APPLICATION_ID) {
      throw new KeepersError('catalogue-damaged', { reason: 'it is not a catalogue' });
    }
    if (version > newest(migrations)) throw new KeepersError('catalogue-newer');
    // The way to every table's first row: damage there is noticed before anything is written.
    for (const table of tables) connection.get(`SELECT * FROM "${table}" LIMIT 1`);
    return version;
  } finally {
    connection.close();
  }
}

function newest(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? 0;
}
