import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { KeepersError } from '../../src-shared/errors.ts';
import { MAX_READ_BYTES } from './limits.ts';

/** The beginning of a file, enough to tell its format, and what to decode it from. */
export interface PhotoFile {
  readonly head: Uint8Array;
  /** All of its bytes, or its path where it is too large to hold in memory. */
  readonly input: Buffer | string;
}

const HEAD_BYTES = 4096;

/**
 * Reads a photo.
 *
 * The bytes are read here rather than by libvips, which maps files: a mapped file that is cut short
 * by someone else, or whose drive goes away, ends the process.
 *
 * Throws `file-missing`, `file-empty`, `file-no-permission` or `file-unreadable`.
 */
export async function readPhoto(path: string): Promise<PhotoFile> {
  return await withPhoto(path, async (file, bytes) => {
    if (bytes > MAX_READ_BYTES) return { head: await beginning(file), input: path };
    const input = await file.readFile();
    if (input.length === 0) throw new KeepersError('file-empty');
    return { head: input.subarray(0, HEAD_BYTES), input };
  });
}

/** The beginning alone. Throws as `readPhoto` does. */
export async function readHead(path: string): Promise<Uint8Array> {
  return await withPhoto(path, beginning);
}

async function beginning(file: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

async function withPhoto<T>(
  path: string,
  read: (file: FileHandle, bytes: number) => Promise<T>,
): Promise<T> {
  try {
    // Without O_NONBLOCK (absent on Windows), opening a pipe would wait for its writer.
    const flags = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);
    await using file = await open(path, flags);
    const stat = await file.stat();
    if (stat.isDirectory()) throw new KeepersError('file-unreadable', { reason: 'it is a folder' });
    if (!stat.isFile()) {
      throw new KeepersError('file-unreadable', { reason: 'it is a pipe or a device' });
    }
    if (stat.size === 0) throw new KeepersError('file-empty');
    return await read(file, stat.size);
  } catch (thrown) {
    throw fileError(thrown, path);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ELOOP: 'its symbolic links go round in a circle',
  EISDIR: 'it is a folder',
  ENXIO: 'it is a pipe or a device',
  EIO: 'the drive reported an error',
  ESTALE: 'the network drive has lost it',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** An error of the file system as one for a person. */
export function fileError(thrown: unknown, path: string): unknown {
  if (thrown instanceof KeepersError || !(thrown instanceof Error)) return thrown;
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === undefined) return thrown;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new KeepersError('file-missing', { path }, { cause: thrown });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new KeepersError('file-no-permission', {}, { cause: thrown });
  }
  const reason = REASONS[code] ?? code;
  return new KeepersError('file-unreadable', { reason }, { cause: thrown });
}
