import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
/** What file systems answer to a name that they cannot hold. */
const REFUSED = new Set(['ENAMETOOLONG', 'EINVAL', 'EILSEQ']);

export function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? '';
}

/** What went wrong while reading the source. */
export function sourceError(thrown: unknown, file: string): Error {
  if (isOwn(thrown)) return thrown;
  const code = codeOf(thrown);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new KeepersError('file-no-permission', {}, { cause: thrown });
  }
  return new KeepersError('file-unreadable', { reason: code || reasonOf(thrown) });
}

/** What went wrong while writing a copy. */
export function targetError(thrown: unknown, file: string): Error {
  if (isOwn(thrown)) return thrown;
  const code = codeOf(thrown);
  if (FULL.has(code)) return new KeepersError('disk-full', { what: file }, { cause: thrown });
  if (REFUSED.has(code)) {
    return new KeepersError('name-refused', { path: file, reason: code }, { cause: thrown });
  }
  if (code === 'EEXIST') return new KeepersError('target-exists', { path: file });
  return new KeepersError(
    'write-failed',
    { path: file, reason: code || reasonOf(thrown) },
    { cause: thrown },
  );
}

function isOwn(thrown: unknown): thrown is Error {
  return thrown instanceof KeepersError;
}
