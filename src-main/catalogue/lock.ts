import Database from 'better-sqlite3';

/**
 * Takes a lock that the kernel holds for this process, or answers undefined where another has it.
 *
 * Node has no flock. SQLite does: an exclusive transaction on a file of its own is dropped by the
 * kernel the moment the process ends, however it ends, so there is no stale lock to reason about.
 */
export function acquireLock(file: string): { release(): void } | undefined {
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    database.close();
    const code = (thrown as { code?: string }).code ?? '';
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return undefined;
    throw thrown;
  }
  return { release: () => database.close() };
}
