import { stat } from 'node:fs/promises';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { walkPhotos } from '../watching/index.ts';
import type { FileToScore } from '../workflows/score-files.ts';

/** The photos that the person means: files named outright, and what lies in folders. */
export async function* findFiles(
  paths: readonly string[],
  onFound: ((found: number, complete: boolean) => void) | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<FileToScore> {
  let found = 0;
  for (const given of paths) {
    for await (const file of findIn(given, signal)) {
      onFound?.(++found, false);
      yield file;
    }
  }
  onFound?.(found, true);
}

async function* findIn(
  given: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<FileToScore> {
  const info = await stat(given).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (info instanceof Error) {
    yield { path: given, error: reachError(given, info).info };
    return;
  }
  if (!info.isDirectory()) {
    const known = formatOfPath(given) !== undefined;
    yield known ? { path: given } : { path: given, error: new KeepersError('file-not-photo').info };
    return;
  }
  for await (const item of walkPhotos(given, signal)) {
    if (item.problem === undefined) yield { path: item.path };
    else {
      const error = new KeepersError(item.problem, { path: item.path, reason: item.reason });
      yield { path: item.path, error: error.info };
    }
  }
}

function reachError(given: string, error: NodeJS.ErrnoException): KeepersError {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new KeepersError('file-missing', { path: given });
    case 'EACCES':
    case 'EPERM':
      return new KeepersError('file-no-permission');
    default:
      return new KeepersError('file-unreadable', { reason: error.code ?? error.message });
  }
}
