import { KeepersError } from '../../src-shared/errors.ts';

/** What SQLite threw while working on `file`, as an error with a code and a sentence; others pass through. */
export function catalogueError(thrown: unknown, file: string): unknown {
  if (thrown instanceof KeepersError || !(thrown instanceof Error)) return thrown;
  const code = (thrown as Error & { code?: unknown }).code;
  if (typeof code !== 'string') return thrown;
  const options = { cause: thrown };
  switch (code) {
    case 'SQLITE_FULL':
    case 'ENOSPC':
    // The shared memory of the write-ahead log could not grow.
    case 'SQLITE_IOERR_SHMSIZE':
      return new KeepersError('disk-full', { what: 'the catalogue' }, options);
    case 'SQLITE_NOTADB':
      return new KeepersError('catalogue-damaged', { reason: 'it is not a catalogue' }, options);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new KeepersError('write-failed', { path: file, reason: 'it is read-only' }, options);
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return new KeepersError('catalogue-damaged', { reason: thrown.message }, options);
  }
  if (/^SQLITE_(READONLY|PERM|AUTH)/.test(code)) {
    return new KeepersError('write-failed', { path: file, reason: 'it is read-only' }, options);
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    const reason = 'another program is using it';
    return new KeepersError('write-failed', { path: file, reason }, options);
  }
  if (/^SQLITE_(CANTOPEN|IOERR)/.test(code)) {
    return new KeepersError('write-failed', { path: file, reason: thrown.message }, options);
  }
  return thrown;
}
