import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { ModelFile } from './manifest.ts';

/**
 * The bytes of a model's file, verified.
 *
 * It is read once and these very bytes are hashed: what is used is what was checked, whoever writes to
 * the file meanwhile. Throws `model-missing`, `model-hash-mismatch` or `file-unreadable`.
 */
export async function readVerified(folder: string, file: ModelFile): Promise<Buffer<ArrayBuffer>> {
  const full = path.join(folder, ...file.path.split('/'));
  let bytes: Buffer<ArrayBuffer>;
  try {
    bytes = await readFile(full);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new KeepersError('model-missing', { file: full }, { cause: thrown });
    }
    const reason = reasonOf(thrown);
    throw new KeepersError('file-unreadable', { reason }, { cause: thrown });
  }
  if (!matches(bytes, file)) throw new KeepersError('model-hash-mismatch', { file: full });
  return bytes;
}

/** Whether these bytes are what the manifest says. */
export function matches(bytes: Uint8Array, file: ModelFile): boolean {
  return bytes.byteLength === file.bytes && sha256Of(bytes) === file.sha256;
}

/** SHA-256 in lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
