import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Connection } from './connection.ts';
import type { Migration } from './migrations/types.ts';
import { catalogueError } from './sqlite-errors.ts';

/** Where the copy of a catalogue lies that was made before it went beyond `version`. */
export function backupPath(file: string, version: number): string {
  return `${file}.v${version}-backup`;
}

/**
 * Brings the catalogue to the newest of `migrations`. One that holds anything is checked and copied first,
 * to `backupPath`. Throws `catalogue-damaged` or `disk-full`; the catalogue is then as it was.
 */
export function migrate(connection: Connection, migrations: readonly Migration[]): void {
  const version = Number(connection.pragma('user_version'));
  const due = migrations.filter(({ number }) => number > version);
  if (due.length === 0) return;
  if (version > 0) {
    const check = String(connection.pragma('quick_check(1)'));
    if (check !== 'ok') {
      // The first line only names the database.
      const reason = check.split('\n').at(-1) ?? check;
      throw new KeepersError('catalogue-damaged', { reason });
    }
    backUp(connection, version);
  }
  for (const { number, sql } of due) {
    connection.transaction(() => {
      connection.script(sql);
      connection.pragma(`user_version = ${number}`);
    });
  }
}

function backUp(connection: Connection, version: number): void {
  const target = backupPath(connection.file, version);
  const temporary = `${target}.part`;
  try {
    rmSync(temporary, { force: true });
    // One consistent file, whatever still lies in the write-ahead log.
    connection.run('VACUUM INTO ?', temporary);
    sync(temporary, 'r+');
    renameSync(temporary, target);
    // A folder can be flushed on POSIX alone; elsewhere the rename is journalled.
    if (process.platform !== 'win32') sync(path.dirname(target), 'r');
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw catalogueError(thrown, target);
  }
}

function sync(file: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(file, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
