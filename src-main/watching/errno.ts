import { getSystemErrorMessage } from 'node:util';

/** The system's name of an error, such as `ENOENT`, or undefined where it is none of the system's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether the error says that there is nothing at that path. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function isForbidden(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM';
}

/** Whether the system has no native watch left to give. */
export function isOutOfWatches(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE';
}

/** An error of the file system as a phrase, such as “permission denied”. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && 'errno' in error && typeof error.errno === 'number') {
    return getSystemErrorMessage(error.errno) ?? error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
